/** A run's events as lines of a log, for people. */
import type { LogEntry } from '../../../shared/api/runs.ts';
import type { EvalMetric } from '../../../shared/run.ts';
import { formatNumber, formatWhole } from '../../format/index.ts';

export const logLevels = ['info', 'warning', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogLine {
  readonly at: string | null;
  readonly level: LogLevel;
  readonly source: string;
  readonly text: string;
}

/** Evaluations and samples come from files of their own and have no times: each before the first checkpoint that was saved after it. */
export function inOrder(log: readonly LogEntry[], evaluations: readonly EvalMetric[] = []): readonly LogEntry[] {
  const samples = log.flatMap(({ event }) => (event.type === 'sample' ? [event] : []));
  const untimed = [...evaluations, ...samples].sort((a, b) => a.step - b.step);
  const ordered: LogEntry[] = [];
  let next = 0;
  for (const entry of log) {
    const { event } = entry;
    if (event.type === 'sample') continue;
    if (event.type === 'checkpoint') {
      for (let early = untimed[next]; early && early.step <= event.step; early = untimed[++next]) ordered.push({ at: null, event: early });
    }
    ordered.push(entry);
  }
  return [...ordered, ...untimed.slice(next).map((event) => ({ at: null, event }))];
}

/** Null for what is a picture elsewhere: steps and progress. */
export function logLine({ at, event }: LogEntry): LogLine | null {
  switch (event.type) {
    case 'phase':
      return { at, level: 'info', source: 'phase', text: event.detail ? `${event.phase}: ${event.detail}` : event.phase };
    case 'eval':
      return {
        at,
        level: 'info',
        source: 'evaluation',
        text: `step ${formatWhole(event.step)}: loss ${formatNumber(event.loss)}${event.best ? ', the best so far' : ''}`,
      };
    case 'checkpoint':
      return { at, level: 'info', source: 'checkpoint', text: `step ${formatWhole(event.step)} saved to ${event.path}` };
    case 'resumed':
      return {
        at,
        level: 'info',
        source: 'resumed',
        text: `from step ${formatWhole(event.step)}; ${formatWhole(event.dropped)} records beyond it were dropped`,
      };
    case 'proof':
      return { at, level: event.ok ? 'info' : 'error', source: event.proof, text: event.detail };
    case 'sample':
      return { at, level: 'info', source: 'sample', text: `step ${formatWhole(event.step)}: ${event.prompt} → ${event.text}` };
    case 'note':
      return { at, level: 'info', source: event.code, text: event.message };
    case 'warning':
      return { at, level: 'warning', source: event.code, text: event.message };
    default:
      return null;
  }
}
