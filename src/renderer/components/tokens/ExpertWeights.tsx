import type { ReactNode } from 'react';
import { expertColour } from '../../design/palettes.ts';
import { useScheme } from '../../design/useDesign.ts';
import { formatShare } from '../../format/index.ts';
import classes from './ExpertLegend.module.css';

export interface ExpertWeightsProps {
  readonly weights: readonly { readonly expert: number; readonly weight: number }[];
  /** How many there are in a layer. */
  readonly experts: number;
}

/** Experts with a weight or share 0..1 each, in words: what bars and colours show. */
export function ExpertWeights({ weights, experts }: ExpertWeightsProps): ReactNode {
  const scheme = useScheme();
  return (
    <span className={classes.legend}>
      {weights.map(({ expert, weight }) => (
        <span key={expert} className={classes.item}>
          <span className={classes.swatch} style={{ background: expertColour(expert, experts, scheme) }} />
          <span className={classes.number}>{expert}</span>
          {formatShare(weight)}
        </span>
      ))}
    </span>
  );
}
