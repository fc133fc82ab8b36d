/** The bottom line: device, what runs, tasks, connection. */
import { Popover } from '@mantine/core';
import { IconAlertTriangle, IconChecklist, IconCpu, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RunRow } from '../../shared/api/runs.ts';
import { Progress } from '../components/Progress.tsx';
import { StatusPill } from '../components/StatusPill.tsx';
import { TaskList } from '../components/tasks/TaskProgress.tsx';
import { formatBytes, formatNumber, formatPlural, formatRemaining, formatWhole } from '../format/index.ts';
import { useConnectionState, useHost } from '../stores/ConnectionContext.tsx';
import { useAsFarAsKnown } from '../stores/newestStep.ts';
import { useTasks } from '../stores/TasksContext.tsx';
import { useActiveRun } from '../stores/useActiveRun.ts';
import { useCall } from '../stores/useCall.ts';
import classes from './StatusBar.module.css';

export function StatusBar(): ReactNode {
  return (
    <footer className={classes.bar}>
      <ActiveRun />
      <span className={classes.space} />
      <Tasks />
      <Device />
      <Connected />
    </footer>
  );
}

function ActiveRun(): ReactNode {
  const run = useAsFarAsKnown(useActiveRun());
  return run ? <RunLine run={run} /> : <span className={classes.quiet}>No run</span>;
}

function RunLine({ run: { id, name, status, phase, step, totalSteps, loss, etaSeconds } }: { readonly run: RunRow }): ReactNode {
  const { data: alarms = [] } = useCall('runs.alarms', { id }, { everyMs: 5000 });
  const gravest = alarms.find(({ level }) => level === 'error');
  return (
    <Link href={`/runs/${encodeURIComponent(id)}`} className={classes.run ?? ''} title={gravest?.title}>
      <StatusPill status={status} phase={phase} />
      <span className={classes.name}>{name}</span>
      {gravest ? (
        <span className={classes.alarm}>
          <IconAlertTriangle size={14} stroke={1.75} aria-hidden /> wants attention
        </span>
      ) : null}
      {totalSteps === null ? null : (
        <>
          <span className={classes.track}>
            <Progress bare label={`Progress of ${name}`} done={step} total={totalSteps} unit="steps" />
          </span>
          <span className={classes.figures}>
            step {formatWhole(step)} / {formatWhole(totalSteps)}
            {loss === null ? '' : ` · loss ${formatNumber(loss)}`}
            {etaSeconds === null ? '' : ` · ${formatRemaining(etaSeconds)} left`}
          </span>
        </>
      )}
    </Link>
  );
}

function Tasks(): ReactNode {
  const tasks = useTasks();
  const running = tasks.filter(({ status }) => status === 'running');
  const failed = tasks.filter(({ status }) => status === 'failed');
  const first = running[0];
  const words = first
    ? running.length === 1
      ? first.title
      : formatPlural(running.length, 'task')
    : failed.length > 0
      ? `${formatPlural(failed.length, 'task')} failed`
      : 'No tasks';
  return (
    <Popover position="top-end" width={400}>
      <Popover.Target>
        <button type="button" className={classes.item} data-tone={first ? 'accent' : failed.length > 0 ? 'bad' : 'quiet'}>
          <IconChecklist size={14} stroke={1.75} aria-hidden />
          <span className={classes.name}>{words}</span>
          {first?.progress && running.length === 1 ? (
            <span className={classes.track}>
              <Progress bare label={first.title} done={first.progress.done} total={first.progress.total} unit={first.progress.unit} />
            </span>
          ) : null}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.tasks}>
          <TaskList />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Device(): ReactNode {
  const { data } = useCall('devices.list', { again: false });
  const device = data?.devices.find(({ id }) => id === data.default);
  return (
    <Link href="/settings" className={classes.item ?? ''} title={device ? `${device.name}, ${formatBytes(device.memoryBytes)}` : 'Looking for devices'}>
      <IconCpu size={14} stroke={1.75} aria-hidden />
      <span className={classes.name}>{device ? device.name : 'Looking for devices'}</span>
      {device ? <span className={classes.quiet}>{formatBytes(device.memoryBytes)}</span> : null}
    </Link>
  );
}

function Connected(): ReactNode {
  const { status } = useConnectionState();
  const { face } = useHost();
  const Glyph = status === 'connected' ? IconPlugConnected : IconPlugConnectedX;
  const words = { connected: face === 'web' ? window.location.host : 'Ready', connecting: 'Connecting', reconnecting: 'Reconnecting' }[status];
  return (
    <span className={classes.item} data-tone={status === 'connected' ? 'quiet' : 'warning'} title={`Connection to the application: ${status}`}>
      <Glyph size={14} stroke={1.75} aria-hidden />
      {words}
    </span>
  );
}
