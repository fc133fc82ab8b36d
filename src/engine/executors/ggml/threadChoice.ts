/**
 * How many threads compute a native stretch. ggml's threads wait for each other actively after every node: when another
 * program takes one's core, all of them stand still, and one thread alone is several times faster; so it is for stretches too
 * short to share. Neither is known beforehand, so both are timed. Results do not depend on it: ggml shares out whole rows.
 */
export type ComputeWith = (threads: number) => void;

/** Runs between two trials of the other choice: few at first, more each time that the trial loses. */
const interval = { first: 2, last: 64 } as const;

/** A choice is left for one that is this much faster: what is nearly equal stays. */
const worthChanging = 0.9;

/** Remembers times of one stretch. @param now milliseconds. */
export function createThreadChoice(threads: number, now: () => number = () => performance.now()): (compute: ComputeWith) => void {
  if (threads <= 1) return (compute) => compute(threads);
  let current = threads;
  let latest = Number.POSITIVE_INFINITY;
  let wait: number = interval.first;
  let runs = 0;
  const timed = (compute: ComputeWith, count: number): number => {
    const start = now();
    compute(count);
    return now() - start;
  };
  return (compute) => {
    if (runs < wait) {
      runs++;
      latest = timed(compute, current);
      return;
    }
    runs = 0;
    const other = current === 1 ? threads : 1;
    const time = timed(compute, other);
    const wins = time < latest * worthChanging;
    wait = wins ? interval.first : Math.min(2 * wait, interval.last);
    if (wins) current = other;
  };
}
