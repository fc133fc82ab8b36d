/** How many things have which size, in classes of growing width; a marker divides what fits from what does not. */
import { Tooltip } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { formatPlural, formatShare, formatWhole } from '../format/index.ts';
import classes from './Histogram.module.css';
import { useWidth } from './useWidth.ts';

export interface HistogramClass {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface HistogramProps {
  readonly title: string;
  /** Ascending, touching. */
  readonly classes: readonly HistogramClass[];
  /** What is counted: "sample". */
  readonly noun: string;
  /** What the sizes are: "tokens". */
  readonly unit: string;
  /** Beyond it things are cut: the sequence length. */
  readonly limit?: { readonly value: number; readonly label: string } | null;
  readonly height?: number;
}

/** Pixels a tick needs. */
const tickWidth = 44;

export function Histogram({ title, classes: bins, noun, unit, limit = null, height = 140 }: HistogramProps): ReactNode {
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  const every = Math.max(1, Math.ceil((bins.length * tickWidth) / Math.max(1, width)));
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const total = Math.max(
    1,
    bins.reduce((sum, { count }) => sum + count, 0),
  );
  const place = limit ? placeOf(bins, limit.value) : null;
  const words = (bin: HistogramClass): string =>
    `${formatWhole(bin.from)}–${formatWhole(bin.to)} ${unit}: ${formatPlural(bin.count, noun)}, ${formatShare(bin.count / total)}`;
  return (
    <figure ref={figure} className={classes.histogram}>
      <figcaption className={classes.caption}>{title}</figcaption>
      <div className={classes.plot} style={{ height }} role="img" aria-label={`${title}. ${bins.map(words).join('; ')}`}>
        {bins.map((bin) => (
          <Tooltip key={bin.from} label={words(bin)} openDelay={0}>
            <div className={classes.column}>
              <div
                className={classes.bar}
                data-over={limit !== null && bin.from > limit.value}
                style={{ height: bin.count === 0 ? 0 : `max(2px, ${(bin.count / most) * 100}%)` }}
              />
            </div>
          </Tooltip>
        ))}
        {place === null || !limit ? null : (
          <div className={classes.limit} data-flip={place > 0.7} style={{ left: `${place * 100}%` }}>
            <span className={classes.limitLabel}>{limit.label}</span>
          </div>
        )}
      </div>
      <div className={classes.ticks} aria-hidden>
        {bins.map((bin, i) => (
          <span key={bin.from} className={classes.tick}>
            {i % every === 0 ? `≤ ${formatWhole(bin.to)}` : ''}
          </span>
        ))}
      </div>
    </figure>
  );
}

/** Where a size lies along the classes, 0..1, by the logarithm within its class; past the last one at the end. */
function placeOf(bins: readonly HistogramClass[], value: number): number {
  const index = bins.findIndex(({ to }) => value <= to);
  const bin = bins[index];
  if (!bin) return 1;
  const low = Math.max(1, bin.from - 1);
  const inside = bin.to > low ? Math.log(Math.max(1, value) / low) / Math.log(bin.to / low) : 1;
  return (index + Math.min(1, Math.max(0, inside))) / bins.length;
}
