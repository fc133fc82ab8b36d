/** What closing the app would end or stop: the runs that compute, and tasks whose half-done work is lost. */
import type { Application } from '../services/app/openApplication.ts';
import type { TaskKind } from '../shared/api/tasks.ts';
import { workingRuns } from './workingRuns.ts';

export interface OpenWork {
  /** They can save, and be resumed. */
  readonly runs: readonly string[];
  /** They can only be cancelled. */
  readonly tasks: readonly string[];
}

/** A check is made again whenever its dataset is looked at. */
const isMissed: Readonly<Record<TaskKind, boolean>> = {
  check: false,
  clean: true,
  convert: true,
  export: true,
  verify: true,
  library: true,
  evaluate: true,
};

export function openWork(application: Application): OpenWork {
  const tasks = application.context.tasks.list().filter(({ kind, status }) => status === 'running' && isMissed[kind]);
  return { runs: workingRuns(application).map(({ name }) => name), tasks: tasks.map(({ title }) => title) };
}

export function isIdle({ runs, tasks }: OpenWork): boolean {
  return runs.length + tasks.length === 0;
}

/** For the icon that stands for it. */
export function describeWork({ runs, tasks }: OpenWork): string {
  const training = runs.length === 0 ? [] : [runs.length === 1 ? `training ${runs[0]}` : `${runs.length} runs are training`];
  // It may have ended while the user was asked.
  return [...training, ...tasks].join('; ') || 'nothing is under way';
}
