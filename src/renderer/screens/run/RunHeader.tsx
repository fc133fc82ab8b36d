/** Where the run stands, and the buttons to steer it. */
import { IconCopy, IconMessages, IconPackageExport, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Button, Panel, Progress, Stack, Stat, StatRow, Waiting } from '../../components/index.ts';
import { formatBytes, formatDuration, formatNumber, formatWhole } from '../../format/index.ts';
import { useAction } from '../../stores/useCall.ts';
import { useStopRun } from '../runs/stopChoice.ts';
import { hasEnded, isWorking, steeringRefusal } from '../runs/useRunActions.ts';

export function RunButtons({ run }: { readonly run: RunRow }): ReactNode {
  const command = useAction('runs.command');
  const resume = useAction('runs.resume');
  const stop = useStopRun();
  const { id, status } = run;
  const refusal = steeringRefusal(run);
  const address = encodeURIComponent(id);
  if (status === 'done') {
    return (
      <>
        <Button icon={IconCopy} to={`/train?clone=${address}`}>
          Clone
        </Button>
        <Button icon={IconMessages} to={`/playground?model=${address}`}>
          Try it
        </Button>
        <Button look="primary" icon={IconPackageExport} to={`/export?model=${address}`}>
          Export
        </Button>
      </>
    );
  }
  if (hasEnded(run)) {
    return (
      <>
        <Button icon={IconCopy} to={`/train?clone=${address}`}>
          Clone
        </Button>
        <Button look="primary" icon={IconPlayerPlay} busy={resume.busy} onClick={() => resume.run({ id })} testId="resume-run">
          Resume
        </Button>
      </>
    );
  }
  return (
    <>
      <Button icon={IconPlayerStop} refusal={refusal} onClick={() => void stop(run)} testId="stop-run">
        {status === 'queued' ? 'Take out of the queue' : 'Stop'}
      </Button>
      {status === 'running' || status === 'pausing' ? (
        <Button
          icon={IconPlayerPause}
          refusal={refusal}
          busy={status === 'pausing' || command.busy}
          onClick={() => command.run({ id, command: 'pause' })}
          testId="pause-run"
        >
          Pause
        </Button>
      ) : null}
      {status === 'paused' ? (
        <Button
          look="primary"
          icon={IconPlayerPlay}
          refusal={refusal}
          busy={command.busy}
          onClick={() => command.run({ id, command: 'resume' })}
          testId="continue-run"
        >
          Go on
        </Button>
      ) : null}
    </>
  );
}

export function RunProgress({ run }: { readonly run: RunRow }): ReactNode {
  const { step, totalSteps, etaSeconds, phase } = run;
  return (
    <Panel>
      <Stack>
        {totalSteps !== null && step > 0 ? (
          <Progress
            label={progressLabel(run)}
            done={step}
            total={totalSteps}
            unit="steps"
            etaSeconds={isWorking(run) ? etaSeconds : null}
            tone={run.status === 'done' ? 'good' : run.status === 'failed' ? 'bad' : 'accent'}
          />
        ) : isWorking(run) ? (
          <Waiting what={phase === '' ? 'Preparing' : phase} />
        ) : null}
        <StatRow>
          <Stat label="Loss" value={run.loss === null ? '–' : formatNumber(run.loss)} hint="Mean cross-entropy per trained token of the last step, in nats." />
          <Stat label="Best evaluation" value={run.bestLoss === null ? '–' : formatNumber(run.bestLoss)} />
          <Stat label="Step" value={formatWhole(step)} detail={totalSteps === null ? undefined : `of ${formatWhole(totalSteps)}`} />
          <Stat label="Trained for" value={run.seconds > 0 ? formatDuration(run.seconds) : '–'} />
          <Stat label="Peak memory" value={run.peakMemoryBytes === null ? '–' : formatBytes(run.peakMemoryBytes)} />
        </StatRow>
      </Stack>
    </Panel>
  );
}

function progressLabel({ status, phase, queued }: RunRow): string {
  if (queued !== null) return `Waits for its turn: ${queued} in the queue`;
  const words: Readonly<Partial<Record<RunRow['status'], string>>> = {
    paused: 'Paused: its memory is free',
    pausing: 'Saving, then it pauses',
    finalizing: 'Writing the last checkpoint and the report',
    done: 'Done',
    failed: 'Failed',
    stopped: 'Stopped',
    interrupted: 'Interrupted',
  };
  return words[status] ?? (phase === '' ? 'Training' : phase.charAt(0).toUpperCase() + phase.slice(1));
}
