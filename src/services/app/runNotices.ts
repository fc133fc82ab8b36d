/** What the user is told of a run, with what to do next. */
import type { Notice } from '../../shared/api/app.ts';
import type { RunResult } from '../../shared/run.ts';
import { sentence } from '../../shared/sentence.ts';

type Told = Omit<Notice, 'id' | 'at'>;

export interface NamedRun {
  readonly id: string;
  readonly name: string;
}

export function endedNotice(run: NamedRun, { status, steps, bestLoss, finalLoss }: RunResult): Told {
  const loss = bestLoss === null ? finalLoss && `loss ${finalLoss.toPrecision(4)}` : `best evaluation loss ${bestLoss.toPrecision(4)}`;
  const body = [`${steps} steps`, loss].filter(Boolean).join(', ');
  return status === 'done'
    ? { level: 'success', title: `${run.name} is done`, body, ...ledTo(run, 'Look at it') }
    : { level: 'info', title: `${run.name} has stopped, saved`, body, ...ledTo(run, 'Open') };
}

export function pausedNotice(run: NamedRun): Told {
  return { level: 'info', title: `${run.name} is paused`, body: 'Saved; its memory is free.', ...ledTo(run, 'Go on') };
}

export function failedNotice(run: NamedRun, message: string): Told {
  return { level: 'error', title: `${run.name} has failed`, body: sentence(message), ...ledTo(run, 'See what to do') };
}

export function slowToStopNotice(run: NamedRun): Told {
  const body = 'The engine is busy and has not answered yet. Cancel ends it at once; it can be resumed from its last checkpoint.';
  return { level: 'warning', title: `${run.name} has not stopped yet`, body, action: { label: 'Open', route: routeOf(run) } };
}

export function queuePausedNotice(failed: NamedRun): Told {
  return { level: 'warning', title: 'The queue is paused', body: `${failed.name} has failed, and the settings say to wait then.`, action: toRuns };
}

export function queueFaultNotice(message: string): Told {
  return { level: 'error', title: 'The queue cannot go on', body: message, action: toRuns };
}

const toRuns = { label: 'Runs', route: '/runs' } as const;

/** The run's page shows by itself how it ended. */
function ledTo(run: NamedRun, label: string): Pick<Told, 'action' | 'about'> {
  return { action: { label, route: routeOf(run) }, about: routeOf(run) };
}

function routeOf({ id }: NamedRun): string {
  return `/runs/${id}`;
}
