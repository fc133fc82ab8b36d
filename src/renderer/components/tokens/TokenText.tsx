/**
 * Tokens as the model sees them, each marked: trained or not, or by the expert it went to. Spaces and line breaks are visible.
 * Lines of tokens are drawn only when they come into view, so that a row of 100 000 tokens scrolls.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, memo, type ReactNode, useMemo, useRef } from 'react';
import type { TokenRouting } from '../../../shared/api/chat.ts';
import type { Scheme } from '../../design/colours.ts';
import { expertColour } from '../../design/palettes.ts';
import { useScheme } from '../../design/useDesign.ts';
import { formatShare } from '../../format/index.ts';
import { splitLines } from './splitLines.ts';
import classes from './TokenText.module.css';
import { visibleText } from './visibleText.ts';

export interface ShownToken {
  readonly id?: number;
  readonly text: string;
  readonly trained?: boolean;
  readonly routing?: readonly TokenRouting[];
}

export type TokenMarks =
  | { readonly by: 'nothing' }
  /** Trained tokens stand out; with `cut`, what lies behind the sequence length is struck. */
  | { readonly by: 'trained'; readonly cut?: number | null }
  /** By the likeliest expert of one layer. */
  | { readonly by: 'expert'; readonly layer: number; readonly experts: number };

export interface TokenTextProps {
  readonly tokens: readonly ShownToken[];
  readonly marks: TokenMarks;
  /** Pixels; beyond it scrolls. Absent: as high as it is, for short texts only. */
  readonly maxHeight?: number;
}

export function TokenText({ tokens, marks, maxHeight }: TokenTextProps): ReactNode {
  const scheme = useScheme();
  const lines = useMemo(() => splitLines(tokens), [tokens]);
  if (maxHeight === undefined || lines.length <= 30) {
    return (
      <div className={classes.text} style={maxHeight === undefined ? undefined : { maxHeight, overflow: 'auto' }}>
        {lines.map(({ from, to }) => (
          <Line key={from} tokens={tokens} from={from} to={to} marks={marks} scheme={scheme} />
        ))}
      </div>
    );
  }
  return <LongText tokens={tokens} lines={lines} marks={marks} scheme={scheme} maxHeight={maxHeight} />;
}

interface LongTextProps extends TokenTextProps {
  readonly lines: readonly { readonly from: number; readonly to: number }[];
  readonly scheme: Scheme;
}

function LongText({ tokens, lines, marks, scheme, maxHeight }: LongTextProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => 26, overscan: 10 });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={scroller} className={classes.text} style={{ height: maxHeight, overflow: 'auto' }} tabIndex={0}>
      <div style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const { from, to } = lines[index] as { from: number; to: number };
          return (
            <div key={key} ref={virtual.measureElement} data-index={index} className={classes.placed} style={{ transform: `translateY(${start}px)` }}>
              <Line tokens={tokens} from={from} to={to} marks={marks} scheme={scheme} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface LineProps {
  readonly tokens: readonly ShownToken[];
  readonly from: number;
  readonly to: number;
  readonly marks: TokenMarks;
  readonly scheme: Scheme;
}

const Line = memo(function Line({ tokens, from, to, marks, scheme }: LineProps): ReactNode {
  return (
    <div className={classes.line}>
      {tokens.slice(from, to).map((token, i) => {
        const position = from + i;
        const cut = marks.by === 'trained' && marks.cut !== undefined && marks.cut !== null && position >= marks.cut;
        return (
          <span
            key={position}
            className={classes.token}
            data-mark={markOf(token, marks)}
            data-cut={cut}
            data-even={position % 2 === 0}
            style={styleOf(token, marks, scheme)}
            title={describe(token, position, marks, cut)}
          >
            {visibleText(token.text)}
          </span>
        );
      })}
    </div>
  );
});

function markOf(token: ShownToken, marks: TokenMarks): string {
  return marks.by === 'trained' ? (token.trained ? 'trained' : 'context') : marks.by;
}

function routingAt(token: ShownToken, layer: number): TokenRouting | undefined {
  return token.routing?.find((routing) => routing.layer === layer);
}

function styleOf(token: ShownToken, marks: TokenMarks, scheme: Scheme): CSSProperties | undefined {
  if (marks.by !== 'expert') return undefined;
  const expert = routingAt(token, marks.layer)?.experts[0];
  if (expert === undefined) return undefined;
  const colour = expertColour(expert, marks.experts, scheme);
  return { background: `color-mix(in srgb, ${colour} ${scheme === 'light' ? 26 : 34}%, transparent)`, boxShadow: `inset 0 -2px ${colour}` };
}

function describe(token: ShownToken, position: number, marks: TokenMarks, cut: boolean): string {
  const head = `Token ${position + 1}${token.id === undefined ? '' : ` · id ${token.id}`}`;
  if (marks.by === 'trained') return `${head}\n${cut ? 'cut off by the sequence length' : token.trained ? 'trained' : 'context, not trained'}`;
  if (marks.by !== 'expert') return head;
  const routing = routingAt(token, marks.layer);
  if (!routing) return `${head}\nno routing known`;
  return `${head}\n${routing.experts.map((expert, i) => `expert ${expert}  ${formatShare(routing.weights[i] ?? Number.NaN)}`).join('\n')}`;
}
