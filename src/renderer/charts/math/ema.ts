/** Smoothing of a growing curve. */

export interface Ema {
  /** The smoothed values of all of `ys`; only what came since the last call is computed. A view, valid until the next call. */
  extend(ys: Float64Array): Float64Array;
}

/**
 * Debiased exponential moving average: y_t = Σ β^(t-i)(1-β) x_i / (1-β^t), so that the start does not lean towards zero. What is
 * no number stays a gap and does not count.
 * @param smoothing β in 0..1; 0 gives the values themselves.
 */
export function createEma(smoothing: number): Ema {
  let smoothed = new Float64Array(1024);
  let done = 0;
  let last = Number.NaN;
  let mean = 0;
  let weight = 0;
  return {
    extend(ys) {
      // A curve that was cut back, or is another one, begins anew.
      if (ys.length < done || (done > 0 && !Object.is(ys[done - 1], last))) [done, mean, weight] = [0, 0, 0];
      if (smoothed.length < ys.length) {
        const larger = new Float64Array(ys.length * 2);
        larger.set(smoothed.subarray(0, done));
        smoothed = larger;
      }
      for (; done < ys.length; done++) {
        const y = ys[done] as number;
        if (Number.isFinite(y)) {
          mean = smoothing * mean + (1 - smoothing) * y;
          weight = smoothing * weight + (1 - smoothing);
          smoothed[done] = mean / weight;
        } else smoothed[done] = Number.NaN;
      }
      last = done > 0 ? (ys[done - 1] as number) : Number.NaN;
      return smoothed.subarray(0, done);
    },
  };
}
