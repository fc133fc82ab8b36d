/** Where the run stands, and the buttons to steer it. */
import { IconCopy, IconMessages, IconPackageExport, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Button, Panel, Progress, Stack, Stat, StatRow, Text, Waiting } from '../../components/index.ts';
import { capital, formatBytes, formatCount, formatDuration, formatNumber, formatWhole } from '../../format/index.ts';
import { useAction } from '../../stores/useCall.ts';
import { useStopRun } from '../runs/stopChoice.ts';
import { hasEnded, isWorking, steeringRefusal } from '../runs/useRunActions.ts';
import classes from './RunHeader.module.css';

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

interface RunProgressProps {
  readonly run: RunRow;
  /** Of the last step. */
  readonly tokensPerSecond: number | null;
}

/** As high in every state of the run, so that nothing below it moves. */
export function RunProgress({ run, tokensPerSecond }: RunProgressProps): ReactNode {
  const { loss, bestLoss, seconds, peakMemoryBytes } = run;
  return (
    <Panel>
      <Stack>
        <div className={classes.standing}>
          <Standing run={run} />
        </div>
        <StatRow>
          <Stat
            label="Loss"
            value={loss === null ? '–' : formatNumber(loss)}
            unit={loss === null ? undefined : 'nats'}
            hint="Mean cross-entropy per trained token of the last step. 1 nat is a factor of 2.72 in how sure the model is."
          />
          <Stat label="Best evaluation" value={bestLoss === null ? '–' : formatNumber(bestLoss)} unit={bestLoss === null ? undefined : 'nats'} />
          <Stat
            label="Speed"
            value={tokensPerSecond === null ? '–' : formatCount(Math.round(tokensPerSecond))}
            unit={tokensPerSecond === null ? undefined : 'tokens/s'}
          />
          <Stat label="Trained for" value={seconds > 0 ? formatDuration(seconds) : '–'} />
          <Stat label="Peak memory" value={peakMemoryBytes === null ? '–' : formatBytes(peakMemoryBytes)} />
        </StatRow>
      </Stack>
    </Panel>
  );
}

function Standing({ run }: { readonly run: RunRow }): ReactNode {
  const { status, step, totalSteps, etaSeconds } = run;
  if (isWorking(run) && (totalSteps === null || step === 0)) return <Waiting what={wordsOf(run)} />;
  // A recipe in epochs: how many steps they are is known once the data are read.
  if (totalSteps === null) return <Text look="soft">{wordsOf(run)}</Text>;
  const tone = status === 'done' ? 'good' : status === 'failed' ? 'bad' : 'accent';
  return <Progress label={wordsOf(run)} done={step} total={totalSteps} unit="steps" etaSeconds={etaSeconds} tone={tone} />;
}

const words: Readonly<Record<RunRow['status'], string>> = {
  queued: 'Waits for its turn',
  preparing: 'Preparing',
  running: 'Training',
  paused: 'Paused: its memory is free',
  pausing: 'Saving, then it pauses',
  finalizing: 'Writing the last checkpoint and the report',
  done: 'Done',
  failed: 'Failed',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
};

function wordsOf({ status, phase, queued }: RunRow): string {
  if (queued !== null) return `Waits for its turn: ${queued === 1 ? 'next' : formatWhole(queued)} in the queue`;
  const says = status === 'preparing' || status === 'running' ? phase : '';
  return says === '' ? words[status] : capital(says);
}
