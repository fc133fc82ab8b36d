/** One model's side of the conversation. */
import { type ReactNode, useMemo } from 'react';
import { ChatBubbles, type ChatTurn, ErrorState, ExpertLegend, type TokenMarks, TokenText } from '../../components/index.ts';
import { formatPlural, formatRate } from '../../format/index.ts';
import type { Answer, Exchange, Lane } from './conversation.ts';
import classes from './LaneView.module.css';
import { LayerShares } from './LayerShares.tsx';
import { expertShares, routedLayers, seenExperts } from './routing.ts';

interface LaneViewProps {
  readonly lane: Lane;
  readonly exchanges: readonly Exchange[];
  readonly system: string;
  readonly colourExperts: boolean;
  /** The layer whose experts colour the tokens; null: the first that has any. */
  readonly layer: number | null;
  readonly onLayer: (layer: number) => void;
}

export function LaneView({ lane, exchanges, system, colourExperts, layer, onLayer }: LaneViewProps): ReactNode {
  const answered = useMemo(() => exchanges.flatMap(({ answers }) => answers[lane]?.tokens ?? []), [exchanges, lane]);
  const asked = exchanges.at(-1)?.answers[lane]?.promptTokens ?? [];
  const layers = useMemo(() => routedLayers(answered), [answered]);
  const experts = useMemo(() => seenExperts(answered), [answered]);
  const shown = layers.includes(layer ?? -1) ? (layer as number) : layers[0];
  const marks: TokenMarks = colourExperts && shown !== undefined ? { by: 'expert', layer: shown, experts } : { by: 'nothing' };
  const shares = useMemo(() => expertShares(answered, experts), [answered, experts]);
  const turns: ChatTurn[] = [
    ...(system.trim() === '' ? [] : [{ role: 'system', content: system }]),
    ...exchanges.flatMap(({ prompt, answers }): ChatTurn[] => [{ role: 'user', content: prompt }, ...turnOf(answers[lane])]),
  ];
  return (
    <div className={classes.lane}>
      <ChatBubbles turns={turns} marks={marks} />
      {marks.by === 'expert' && asked.length > 0 ? (
        <details className={classes.prompt}>
          <summary>The last prompt as the model saw it, {formatPlural(asked.length, 'token')}</summary>
          <TokenText tokens={asked} marks={marks} maxHeight={240} />
        </details>
      ) : null}
      {colourExperts && shown !== undefined ? (
        <div className={classes.experts}>
          <div className={classes.expertsHead}>
            <span>Experts of the answers, by layer</span>
            <ExpertLegend experts={experts} />
          </div>
          <LayerShares layers={shares} chosen={shown} onChoose={onLayer} />
        </div>
      ) : null}
    </div>
  );
}

function turnOf(answer: Answer | undefined): readonly ChatTurn[] {
  if (!answer) return [];
  const streaming = answer.status === 'streaming';
  return [
    {
      role: 'assistant',
      content: '',
      ...(answer.tokens.length > 0 ? { tokens: answer.tokens } : {}),
      waitsFor: answer.status === 'waiting' ? answer.phase : streaming && answer.tokens.length === 0 ? 'Reading the prompt' : null,
      streaming,
      foot: answer.error ? <ErrorState error={answer.error} title="The model could not answer" /> : <span>{footOf(answer)}</span>,
    },
  ];
}

function footOf({ status, tokens, end }: Answer): string {
  if (status === 'waiting') return '';
  const count = formatPlural(tokens.length, 'token');
  if (status === 'streaming') return count;
  if (end === null) return `${count} · stopped`;
  return [count, formatRate(end.tokensPerSecond, 'tokens'), end.end === 'length' ? 'cut at the longest answer' : ''].filter((part) => part !== '').join(' · ');
}
