import type { RunAlarm } from '../api/runs.ts';

export type Alarm = Readonly<RunAlarm>;

/**
 * What a watch keeps of the metrics it has seen: plain values, so that a watch can be put aside and go on later. `see` gives the
 * next state and changes nothing.
 */
export interface Watch<S, M> {
  readonly start: S;
  see(state: S, metric: M): S;
  alarms(state: S): readonly Alarm[];
}

/** "3", "3 and 7", "3, 7 and 9". */
export function inWords(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Steps after which what happened once is history. */
export const recentSteps = 200;

/** Four digits, as the screens show them: 2.381, 0.0002, 122100. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
