/** How tokens were shared out among the experts of a layer. */
import type { ReactNode } from 'react';
import { expertColour } from '../design/palettes.ts';
import { useScheme } from '../design/useDesign.ts';
import { formatShare } from '../format/index.ts';
import classes from './ExpertShares.module.css';

export interface ExpertSharesProps {
  /** Read out: "Layer 3". */
  readonly label: string;
  /** Per expert, 0..1, summing to 1. */
  readonly shares: readonly number[];
  readonly height?: number;
}

export function ExpertShares({ label, shares, height = 16 }: ExpertSharesProps): ReactNode {
  const scheme = useScheme();
  return (
    <div
      className={classes.shares}
      style={{ height }}
      role="img"
      aria-label={`${label}: ${shares.map((share, expert) => `expert ${expert} ${formatShare(share)}`).join(', ')}`}
    >
      {shares.map((share, expert) =>
        share > 0 ? (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: an expert is its index
            key={expert}
            className={classes.part}
            style={{ width: `${share * 100}%`, background: expertColour(expert, shares.length, scheme) }}
            title={`Expert ${expert}: ${formatShare(share)}`}
          />
        ) : null,
      )}
    </div>
  );
}
