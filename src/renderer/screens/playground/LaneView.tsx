/** One model's side of the conversation. */
import { IconArrowDown, IconMessages } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { ChatToken } from '../../../shared/api/chat.ts';
import {
  ChatBubbles,
  type ChatTurn,
  CopyButton,
  EmptyState,
  ErrorState,
  IconButton,
  type TokenMarks,
  TokenText,
  type TokenWalk,
} from '../../components/index.ts';
import { formatPlural, formatRate } from '../../format/index.ts';
import { type Answer, answerText, type Exchange, hasSettled, type Lane } from '../../stores/conversations/conversation.ts';
import { ExpertsFoot, type LookedAt } from './ExpertsFoot.tsx';
import classes from './LaneView.module.css';
import { expertShares, routedLayers, seenExperts } from './routing.ts';
import { useFollow } from './useFollow.ts';

interface LaneViewProps {
  readonly lane: Lane;
  /** Whose side it is now; null: nobody's yet. */
  readonly model: string | null;
  readonly exchanges: readonly Exchange[];
  readonly system: string;
  readonly colourExperts: boolean;
  /** The layer whose experts colour the tokens; null: the first that has any. */
  readonly layer: number | null;
  readonly onLayer: (layer: number) => void;
}

/** Which token: the one that stands there now, if there is one. */
interface Place {
  readonly tokens: 'tokens' | 'promptTokens';
  readonly exchange: number;
  readonly position: number;
}

export function LaneView({ exchanges, ...props }: LaneViewProps): ReactNode {
  const { lane, model } = props;
  // What its model was never asked is no part of its conversation.
  const own = useMemo(() => exchanges.filter(({ answers }) => answers[lane] !== undefined), [exchanges, lane]);
  if (own.length > 0) return <LaneConversation {...props} exchanges={own} />;
  return (
    <EmptyState compact icon={IconMessages} title={model === null ? 'No model chosen' : 'Nothing asked yet'}>
      {model === null ? 'Any model of the list can be talked to, and so can every run that has saved a checkpoint.' : 'Write a prompt below.'}
    </EmptyState>
  );
}

function LaneConversation({ lane, exchanges, system, colourExperts, layer, onLayer }: LaneViewProps): ReactNode {
  const { scroller, content, following, toEnd } = useFollow(exchanges.at(-1)?.id);
  const [pinned, pin] = useState<Place | null>(null);
  const [pointed, point] = useState<Place | null>(null);

  const answers = useMemo(() => exchanges.flatMap((exchange) => exchange.answers[lane] ?? []), [exchanges, lane]);
  const answered = useMemo(() => answers.flatMap(({ tokens }) => tokens), [answers]);
  const layers = useMemo(() => routedLayers(answered), [answered]);
  const experts = useMemo(() => seenExperts(answers), [answers]);
  const shares = useMemo(() => expertShares(answered, experts), [answered, experts]);
  const shown = layers.includes(layer ?? -1) ? (layer as number) : layers[0];
  const marks = useMemo<TokenMarks>(
    () => (colourExperts && shown !== undefined ? { by: 'expert', layer: shown, experts } : { by: 'nothing' }),
    [colourExperts, shown, experts],
  );

  const walkOf = (exchange: number, tokens: Place['tokens'], label: string): TokenWalk | undefined =>
    marks.by !== 'expert'
      ? undefined
      : {
          label,
          pinned: pinned?.exchange === exchange && pinned.tokens === tokens ? pinned.position : null,
          onPin: (position) => pin(position === null ? null : { exchange, tokens, position }),
          onPoint: (position) => point(position === null ? null : { exchange, tokens, position }),
        };
  const turns: ChatTurn[] = [
    ...(system.trim() === '' ? [] : [{ role: 'system', content: system }]),
    ...exchanges.flatMap((exchange, i): ChatTurn[] => [
      { role: 'user', content: exchange.prompt },
      ...turnOf(exchange.answers[lane], walkOf(i, 'tokens', 'Tokens of the answer, by arrow keys')),
    ]),
  ];
  const last = exchanges.at(-1)?.answers[lane];
  const asked = last && hasSettled(last) ? last.promptTokens : [];
  const at = lookedAt(exchanges, lane, pointed) ?? lookedAt(exchanges, lane, pinned);
  // What was pressed goes, and the focus must not go with it.
  const focusConversation = (): void => scroller.current?.focus({ preventScroll: true });
  const letGo = (): void => {
    pin(null);
    focusConversation();
  };
  return (
    <>
      <div className={classes.frame}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section ref={scroller} className={classes.scroller} aria-label="Conversation" tabIndex={0}>
          <div ref={content} className={classes.content}>
            <ChatBubbles turns={turns} marks={marks} />
            {marks.by === 'expert' && asked.length > 0 ? (
              <details className={classes.prompt}>
                <summary>The last prompt as the model saw it, {formatPlural(asked.length, 'token')}</summary>
                <TokenText
                  tokens={asked}
                  marks={marks}
                  maxHeight={240}
                  walk={walkOf(exchanges.length - 1, 'promptTokens', 'Tokens of the prompt, by arrow keys')}
                />
              </details>
            ) : null}
          </div>
        </section>
        {following ? null : (
          <div className={classes.toEnd}>
            <IconButton
              label="Go to the newest"
              icon={IconArrowDown}
              onClick={() => {
                toEnd();
                focusConversation();
              }}
            />
          </div>
        )}
      </div>
      {marks.by === 'expert' ? (
        <ExpertsFoot
          at={at}
          shares={shares}
          experts={experts}
          layer={marks.layer}
          onLayer={onLayer}
          onLetGo={lookedAt(exchanges, lane, pinned) ? letGo : null}
        />
      ) : null}
    </>
  );
}

function lookedAt(exchanges: readonly Exchange[], lane: Lane, place: Place | null): LookedAt | null {
  const tokens: readonly ChatToken[] = (place && exchanges[place.exchange]?.answers[lane]?.[place.tokens]) ?? [];
  const token = place ? tokens[place.position] : undefined;
  return place && token ? { token, position: place.position, count: tokens.length, of: place.tokens === 'tokens' ? 'answer' : 'prompt' } : null;
}

function turnOf(answer: Answer | undefined, walk: TokenWalk | undefined): readonly ChatTurn[] {
  if (!answer) return [];
  const streaming = answer.status === 'streaming';
  return [
    {
      role: 'assistant',
      content: answer.status === 'done' ? '' : null,
      ...(answer.tokens.length > 0 ? { tokens: answer.tokens, walk } : {}),
      waitsFor: answer.status === 'waiting' ? answer.phase : streaming && answer.tokens.length === 0 ? 'Reading the prompt' : null,
      streaming,
      foot: footOf(answer),
    },
  ];
}

function footOf(answer: Answer): ReactNode {
  if (answer.error) return <ErrorState error={answer.error} title="The model could not answer" />;
  if (answer.status === 'waiting') return null;
  return (
    <>
      <span>{figuresOf(answer)}</span>
      {hasSettled(answer) && answer.tokens.length > 0 ? <CopyButton text={answerText(answer)} /> : null}
    </>
  );
}

function figuresOf({ status, tokens, end }: Answer): string {
  const count = formatPlural(tokens.length, 'token');
  if (status === 'streaming') return count;
  if (end === null) return tokens.length === 0 ? 'Stopped before its first token' : `${count} · stopped`;
  return [count, formatRate(end.tokensPerSecond, 'tokens'), end.end === 'length' ? 'cut at the longest answer' : ''].filter((part) => part !== '').join(' · ');
}
