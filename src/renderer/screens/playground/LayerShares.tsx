/** Which experts a text went to, layer by layer; a press chooses the layer that colours the tokens. */
import type { ReactNode } from 'react';
import { ExpertShares } from '../../charts/index.ts';
import classes from './LayerShares.module.css';
import type { LayerShares as Shares } from './routing.ts';

interface LayerSharesProps {
  readonly layers: readonly Shares[];
  readonly chosen: number;
  readonly onChoose: (layer: number) => void;
}

export function LayerShares({ layers, chosen, onChoose }: LayerSharesProps): ReactNode {
  return (
    <fieldset className={classes.layers} aria-label="Share of each expert by layer">
      {layers.map(({ layer, shares }) => (
        <button key={layer} type="button" className={classes.layer} aria-pressed={layer === chosen} onClick={() => onChoose(layer)}>
          <span className={classes.name}>Layer {layer}</span>
          <ExpertShares label={`Layer ${layer}`} shares={shares} height={10} />
        </button>
      ))}
    </fieldset>
  );
}
