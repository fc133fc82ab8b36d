/** A run's events as lines of a log, for people. */
import type { LogEntry } from '../../../shared/api/runs.ts';
import { formatNumber, formatWhole } from '../../format/index.ts';

export const logLevels = ['info', 'warning', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogLine {
  readonly at: string | null;
  readonly level: LogLevel;
  readonly source: string;
  readonly text: string;
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
