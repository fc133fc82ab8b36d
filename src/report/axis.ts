/** A linear axis: from values to places in a drawing, with ticks at round numbers. */
export interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

export interface AxisInput {
  /** Null or not finite values are passed over. */
  readonly values: Iterable<number | null>;
  /** Places of the smallest and the largest value. */
  readonly range: readonly [number, number];
  /** About how many ticks. */
  readonly ticks: number;
  /** Only whole numbers are ticks: steps. */
  readonly whole?: boolean;
  /** The ends move out to the next ticks. */
  readonly nice?: boolean;
}

export function linearAxis({ values, range, ticks, whole = false, nice = false }: AxisInput): Axis {
  const [low, high] = extent(values);
  const step = tickStep((high - low) / ticks, whole);
  const [from, to] = nice ? [Math.floor(low / step) * step, Math.ceil(high / step) * step] : [low, high];
  const scale = (range[1] - range[0]) / (to - from);
  return { ticks: multiples(step, from, to), at: (value) => range[0] + (value - from) * scale };
}

/** Never empty and never of no width, so that one point can be drawn too. */
function extent(values: Iterable<number | null>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (low < high) return [low, high];
  const room = Math.abs(low) / 2 || 1;
  return low === 0 ? [0, 1] : [low - room, low + room];
}

/** The smallest of 1, 2, 5 times a power of ten that is at least the wanted distance. */
function tickStep(wanted: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = ([1, 2, 5].find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10) * power;
  return whole ? Math.max(1, Math.round(step)) : step;
}

function multiples(step: number, from: number, to: number): readonly number[] {
  const [first, last] = [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
  // Ten digits drop what binary fractions add: 0.30000000000000004.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(10)));
}
