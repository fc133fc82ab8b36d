/** What a positive, noisy figure usually is: the mean of its first twenty values, then an exponential one, and how far single ones lie off it. */
export interface Usual {
  readonly seen: number;
  readonly mean: number;
  /** Standard deviation of the logarithm, from neighbour to neighbour: a trend is none. */
  readonly spread: number;
  readonly last: number;
}

/** Values before mean and spread say anything. */
export const settled = 20;
const share = 1 / settled;
/** Of this and less there is no logarithm worth having. */
const least = 1e-12;

export const nothingUsual: Usual = { seen: 0, mean: 0, spread: 0, last: 0 };

/** @param value finite. */
export function seeValue({ seen, mean, spread, last }: Usual, value: number): Usual {
  const toNeighbour = seen === 0 ? 0 : Math.log(Math.max(least, value) / Math.max(least, last));
  const square = spread ** 2 + Math.max(share, 1 / Math.max(1, seen)) * (toNeighbour ** 2 / 2 - spread ** 2);
  return { seen: seen + 1, mean: mean + Math.max(share, 1 / (seen + 1)) * (value - mean), spread: Math.sqrt(square), last: value };
}

/** Further above the mean than noise takes a value: chance does it once in a thousand million times. */
export function isBeyondNoise({ mean, spread }: Usual, value: number): boolean {
  return value > mean * Math.exp(6 * spread);
}
