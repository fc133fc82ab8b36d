/** Counts and lengths of a dataset's samples: what would be trained, and what a sequence length would cut. */
import type { Sample, TokenReport } from './data.ts';

export interface TokenStatistics {
  /** @param length tokens of the row before cutting. */
  add(samples: readonly Sample[], length: number): void;
  report(): TokenReport;
}

export function createTokenStatistics(): TokenStatistics {
  const lengths: number[] = [];
  let samplesSeen = 0;
  let total = 0;
  let trained = 0;
  return {
    add(samples, length) {
      if (length > 0) lengths.push(length);
      samplesSeen += samples.length;
      for (const sample of samples) {
        total += sample.tokens.length;
        trained += sample.trained.reduce((sum, flag) => sum + flag, 0);
      }
    },
    report() {
      const sorted = Int32Array.from(lengths).sort();
      const quantile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
      return { samples: samplesSeen, total, trained, histogram: histogram(sorted), median: quantile(0.5), p95: quantile(0.95), max: sorted.at(-1) ?? 0 };
    },
  };
}

function histogram(sorted: Int32Array): TokenReport['histogram'] {
  const bins: { from: number; to: number; samples: number }[] = [];
  for (const length of sorted) {
    const to = Math.max(1, 2 ** Math.ceil(Math.log2(length)));
    const last = bins.at(-1);
    if (last?.to === to) last.samples++;
    else bins.push({ from: to === 1 ? 1 : to / 2 + 1, to, samples: 1 });
  }
  return bins;
}
