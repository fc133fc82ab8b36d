import type { ReactNode } from 'react';
import { expertColour } from '../../design/palettes.ts';
import { useScheme } from '../../design/useDesign.ts';
import classes from './ExpertLegend.module.css';

/** Which colour stands for which expert; past 16 experts colours repeat and the numbers say it. */
export function ExpertLegend({ experts }: { readonly experts: number }): ReactNode {
  const scheme = useScheme();
  return (
    <ul className={classes.legend} aria-label="Colours of the experts">
      {Array.from({ length: experts }, (_, expert) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an expert is its index
        <li key={expert} className={classes.item}>
          <span className={classes.swatch} style={{ background: expertColour(expert, experts, scheme) }} />
          {expert}
        </li>
      ))}
    </ul>
  );
}
