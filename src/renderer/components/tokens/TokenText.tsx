/**
 * Tokens as the model sees them, each marked: trained or not, or by the expert it went to. Spaces and line breaks are visible.
 * Lines of tokens are drawn only when they come into view, so that a row of 100 000 tokens scrolls.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import type { Scheme } from '../../design/colours.ts';
import { useScheme } from '../../design/useDesign.ts';
import { splitLines } from './splitLines.ts';
import { TokenLine } from './TokenLine.tsx';
import classes from './TokenText.module.css';
import type { ShownToken, TokenMarks } from './tokenMarks.ts';
import { type TokenWalk, useTokenWalk } from './useTokenWalk.ts';

export interface TokenTextProps {
  readonly tokens: readonly ShownToken[];
  /** The same object as long as the same is meant: all is drawn anew for another. */
  readonly marks: TokenMarks;
  /** Pixels; beyond it scrolls. Absent: as high as it is, for short texts only. */
  readonly maxHeight?: number;
  /** Tokens can be walked and pinned; absent: the pointer alone tells of each. */
  readonly walk?: TokenWalk | undefined;
}

export function TokenText(props: TokenTextProps): ReactNode {
  const scheme = useScheme();
  const { tokens, maxHeight } = props;
  const lines = useMemo(() => splitLines(tokens), [tokens]);
  const Text = maxHeight === undefined || lines.length <= 30 ? ShortText : LongText;
  return <Text {...props} lines={lines} scheme={scheme} />;
}

interface SplitTextProps extends TokenTextProps {
  readonly lines: readonly { readonly from: number; readonly to: number }[];
  readonly scheme: Scheme;
}

function ShortText({ tokens, lines, marks, scheme, maxHeight, walk }: SplitTextProps): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  const walked = useTokenWalk(walk, { root, count: tokens.length });
  const walker = walked && walk ? { stop: walked.stop, pinned: walk.pinned } : undefined;
  return (
    <div ref={root} className={classes.text} style={maxHeight === undefined ? undefined : { maxHeight, overflow: 'auto' }} {...walked?.frame}>
      {lines.map(({ from, to }) => (
        <TokenLine key={from} tokens={tokens} from={from} to={to} marks={marks} scheme={scheme} walked={walker} />
      ))}
    </div>
  );
}

function LongText({ tokens, lines, marks, scheme, maxHeight, walk }: SplitTextProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => 26, overscan: 10 });
  const reveal = (position: number): void => virtual.scrollToIndex(lines.findIndex(({ to }) => position < to));
  const walked = useTokenWalk(walk, { root: scroller, count: tokens.length, reveal });
  const drawn = virtual.getVirtualItems();
  const [first, last] = [lines[drawn[0]?.index ?? 0]?.from ?? 0, (lines[drawn.at(-1)?.index ?? 0]?.to ?? 1) - 1];
  // What is scrolled away is not in the document, and Tab leads to what is.
  const walker = walked && walk ? { stop: Math.min(last, Math.max(first, walked.stop)), pinned: walk.pinned } : undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={scroller} className={classes.text} style={{ height: maxHeight, overflow: 'auto' }} tabIndex={0}>
      <div style={{ position: 'relative', height: virtual.getTotalSize() }} {...walked?.frame}>
        {drawn.map(({ index, start, key }) => {
          const { from, to } = lines[index] as { from: number; to: number };
          return (
            <div key={key} ref={virtual.measureElement} data-index={index} className={classes.placed} style={{ transform: `translateY(${start}px)` }}>
              <TokenLine tokens={tokens} from={from} to={to} marks={marks} scheme={scheme} walked={walker} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
