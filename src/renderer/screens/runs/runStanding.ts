/** Where a run stands, in the few words a table has room for. */
import type { RunRow } from '../../../shared/api/runs.ts';
import type { Tone } from '../../design/colours.ts';
import { formatPlural, formatRemaining, formatShare, formatWhole } from '../../format/index.ts';
import { hasEnded, isWorking } from './useRunActions.ts';

export interface RunStanding {
  /** Beside the status: how far it is. '': nothing to say. */
  readonly share: string;
  /** Below it, beside the bar or in its place: what it will still take, what it does, how it ended. */
  readonly words: string;
  /** All of it, for the pointer. */
  readonly whole: string;
  readonly bar: boolean;
  readonly tone?: Tone;
}

type Stands = Pick<RunRow, 'status' | 'phase' | 'queued' | 'step' | 'totalSteps' | 'etaSeconds' | 'error'>;

export function runStanding(run: Stands): RunStanding {
  const { status, phase, queued, step, totalSteps, etaSeconds, error } = run;
  const steps = totalSteps === null ? formatPlural(step, 'step') : `${formatWhole(step)} of ${formatPlural(totalSteps, 'step')}`;
  if (queued !== null) {
    const place = queued === 1 ? 'next in the queue' : `place ${formatWhole(queued)} in the queue`;
    return { share: '', words: place, whole: [place, phase, step > 0 ? steps : ''].filter((part) => part !== '').join(', '), bar: false };
  }
  if (status === 'done') return { share: '', words: formatPlural(step, 'step'), whole: steps, bar: false };
  if (hasEnded(run)) {
    const at = `at ${steps}`;
    if (!error) return { share: '', words: at, whole: at, bar: false };
    return { share: '', words: error.message, whole: [error.message, error.hint ?? '', at].filter((part) => part !== '').join('\n'), bar: false, tone: 'bad' };
  }
  const working = isWorking(run);
  const busy = working && phase !== '' && phase !== status;
  const left = working && etaSeconds !== null && step > 0 ? `${formatRemaining(etaSeconds)} left` : '';
  const known = totalSteps !== null && totalSteps > 0;
  return {
    share: step === 0 ? '' : known ? formatShare(step / totalSteps) : formatPlural(step, 'step'),
    words: busy ? phase : left,
    whole: [steps, left, busy ? phase : ''].filter((part) => part !== '').join(', '),
    bar: known && step > 0,
  };
}
