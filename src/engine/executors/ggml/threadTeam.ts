/**
 * How many threads compute a native stretch: all, or one. ggml's threads wait for each other actively after every node: when
 * another program takes the core of one, all of them stand still, and a step takes up to 40 times as long (measured, two
 * cores). So a stretch that takes longer together than alone puts the team to rest for a while. Timing may decide this
 * because results do not depend on it: ggml shares out whole rows.
 */
export interface ThreadTeam {
  /** A function that runs one stretch, always the same; it remembers how long that takes. */
  stretch(): (compute: (threads: number) => void) => void;
}

/** Milliseconds. */
const limits = {
  /** Waking the threads takes a good part of anything shorter. */
  worthSharing: 0.1,
  /** How much longer than alone a stretch may take together: less is noise, a lost core costs a time slice (3 ms and up) at many nodes. */
  excess: { factor: 1.5, constant: 2 },
  /** How long the team rests: doubled when it fails soon after. */
  rest: { shortest: 100, longest: 60_000 },
} as const;

/** Times from cold memory tell little: stretches run alone this often before they are shared. */
const runsAlone = 2;

/** @param threads 0 on a GPU, where nothing is decided. @param now milliseconds. */
export function createThreadTeam(threads: number, now: () => number = () => performance.now()): ThreadTeam {
  let restUntil = Number.NEGATIVE_INFINITY;
  let rest: number = limits.rest.shortest;
  const giveUp = (time: number): void => {
    const worked = time - restUntil;
    rest = worked > rest ? limits.rest.shortest : Math.min(2 * rest, limits.rest.longest);
    restUntil = time + rest;
  };
  return {
    stretch() {
      let runs = 0;
      let alone = 0;
      return (compute) => {
        if (threads <= 1) return compute(threads);
        const start = now();
        const together = runs >= runsAlone && alone > limits.worthSharing && start >= restUntil;
        compute(together ? threads : 1);
        const end = now();
        if (!together) alone = end - start;
        else if (end - start > alone * limits.excess.factor + limits.excess.constant) giveUp(end);
        runs++;
      };
    },
  };
}
