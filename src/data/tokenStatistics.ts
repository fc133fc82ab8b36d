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

/** As many classes as can be told apart at a glance, and no finer than a quarter of an octave. */
const classes = { most: 24, perOctave: 4 } as const;

/** Classes of growing width that touch each other, the empty ones too; every power of two, as sequence lengths are, ends one. */
function histogram(sorted: Int32Array): TokenReport['histogram'] {
  const [shortest, longest] = [sorted[0], sorted.at(-1)];
  if (shortest === undefined || longest === undefined) return [];
  const perOctave = Math.max(1, Math.min(classes.perOctave, Math.floor(classes.most / Math.log2((2 * longest) / shortest))));
  const endOf = (index: number): number => Math.floor(2 ** (index / perOctave));
  const first = Math.ceil(Math.log2(shortest) * perOctave);
  const bins: { from: number; to: number; samples: number }[] = [];
  for (let index = first, from = endOf(first - 1) + 1; from <= longest; index++) {
    const to = endOf(index);
    // Of short lengths several classes would be one and the same.
    if (to >= from) bins.push({ from, to, samples: 0 });
    from = to + 1;
  }
  let bin = 0;
  for (const length of sorted) {
    while (length > (bins[bin]?.to ?? length)) bin++;
    (bins[bin] as { samples: number }).samples++;
  }
  return bins;
}
