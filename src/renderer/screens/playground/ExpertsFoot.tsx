/** Below a side of the conversation: where one token went, layer by layer; where none is looked at, where the answers went. */
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ChatToken } from '../../../shared/api/chat.ts';
import { ExpertShares } from '../../charts/index.ts';
import { ExpertLegend, ExpertWeights, IconButton, visibleText } from '../../components/index.ts';
import { formatShare, formatWhole } from '../../format/index.ts';
import classes from './ExpertsFoot.module.css';
import { heaviest, type LayerShares, tokenWeights } from './routing.ts';

export interface LookedAt {
  readonly token: ChatToken;
  readonly position: number;
  /** How many there are with it. */
  readonly count: number;
  readonly of: 'answer' | 'prompt';
}

interface ExpertsFootProps {
  /** null: the answers as a whole. */
  readonly at: LookedAt | null;
  /** Of all answers. */
  readonly shares: readonly LayerShares[];
  readonly experts: number;
  /** The layer that colours the tokens. */
  readonly layer: number;
  readonly onLayer: (layer: number) => void;
  /** Lets go of the pinned token; null: none is. */
  readonly onLetGo: (() => void) | null;
}

export function ExpertsFoot({ at, shares, experts, layer, onLayer, onLetGo }: ExpertsFootProps): ReactNode {
  const shown = at ? tokenWeights(at.token, experts) : shares;
  const of = at ? `token ${at.position + 1} of the ${at.of}` : 'the answers';
  return (
    <section className={classes.foot} aria-label={`Experts of ${of}`}>
      <div className={classes.head}>
        {/* Both heads keep their room, so that nothing moves when the pointer crosses the tokens. */}
        <div className={classes.headWords} data-shown={at === null}>
          <span>Experts of the answers, by layer</span>
          <ExpertLegend experts={experts} />
        </div>
        <div className={classes.headWords} data-shown={at !== null} data-testid="token-detail">
          {at ? (
            <span className={classes.token}>
              <span className={`${classes.tokenText} mono`} title={visibleText(at.token.text)}>
                {visibleText(at.token.text)}
              </span>
              <span>
                token {formatWhole(at.position + 1)} of {formatWhole(at.count)} in the {at.of} · id {at.token.id}
              </span>
            </span>
          ) : null}
          {onLetGo ? <IconButton label="Show all answers again" icon={IconX} size="sm" onClick={onLetGo} /> : null}
        </div>
      </div>
      <fieldset className={classes.layers} aria-label={`${at ? 'Weight' : 'Share'} of each expert by layer, ${of}`}>
        {shown.map((each) => (
          <LayerRow key={each.layer} {...each} experts={experts} chosen={each.layer === layer} onChoose={() => onLayer(each.layer)} />
        ))}
      </fieldset>
    </section>
  );
}

interface LayerRowProps extends LayerShares {
  readonly experts: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** A press makes the layer the one that colours the tokens. */
function LayerRow({ layer, shares, experts, chosen, onChoose }: LayerRowProps): ReactNode {
  const weights = heaviest(shares, experts);
  return (
    <button
      type="button"
      className={classes.layer}
      aria-pressed={chosen}
      onClick={onChoose}
      title={weights.map(({ expert, weight }) => `expert ${expert}  ${formatShare(weight)}`).join('\n')}
    >
      <span className={classes.name}>Layer {layer}</span>
      <ExpertShares label={`Layer ${layer}`} shares={shares} height={10} />
      <ExpertWeights weights={weights.slice(0, 2)} experts={experts} />
    </button>
  );
}
