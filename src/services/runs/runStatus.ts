/** A run's life: which status may follow which. It only moves forward; once it has ended, nothing but starting it again changes it. */
import { MixwrightError } from '../../shared/errors.ts';
import type { RunStatus } from '../../shared/run.ts';

const endings = ['failed', 'stopped', 'interrupted'] as const satisfies readonly RunStatus[];
const restarts = ['queued', 'preparing'] as const satisfies readonly RunStatus[];

const following: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['preparing', ...endings],
  preparing: ['running', 'pausing', 'paused', 'finalizing', ...endings],
  running: ['pausing', 'paused', 'finalizing', ...endings],
  pausing: ['running', 'paused', 'finalizing', ...endings],
  paused: ['running', 'finalizing', ...restarts, ...endings],
  finalizing: ['paused', 'done', ...endings],
  done: restarts,
  failed: restarts,
  stopped: restarts,
  interrupted: restarts,
};

export function hasEnded(status: RunStatus): boolean {
  return following[status] === restarts;
}

/**
 * The status after news of `next`. News that comes late, when the run has ended otherwise, changes nothing: a host that is
 * killed after `stopped` must not turn it into `failed`.
 * @throws MixwrightError INTERNAL for a step that no run takes.
 */
export function advance(current: RunStatus, next: RunStatus): RunStatus {
  if (next === current || following[current].includes(next)) return next;
  if (hasEnded(current)) return current;
  throw new MixwrightError('INTERNAL', `a run that is ${current} cannot become ${next}; expected ${following[current].join(', ')}`, { field: 'status' });
}

/** What a phase told by the engine host means for the status; null when it changes nothing. */
export function statusOfPhase(phase: string): RunStatus | null {
  switch (phase) {
    case 'preparing':
    case 'paused':
    case 'finalizing':
      return phase;
    case 'training':
      return 'running';
    default:
      return null;
  }
}
