import { type CSSProperties, Fragment, memo, type ReactNode } from 'react';
import type { Scheme } from '../../design/colours.ts';
import { expertColour } from '../../design/palettes.ts';
import classes from './TokenText.module.css';
import { describeToken, isCut, routingAt, type ShownToken, type TokenMarks, tokenLabel } from './tokenMarks.ts';
import { visibleText } from './visibleText.ts';

export interface TokenLineProps {
  readonly tokens: readonly ShownToken[];
  /** Which of them: from `from` up to, but not with, `to`. */
  readonly from: number;
  readonly to: number;
  readonly marks: TokenMarks;
  readonly scheme: Scheme;
  /** Where those who walk the tokens are; absent: they are not walked. Outside of the line nothing in it differs. */
  readonly walked?: { readonly stop: number; readonly pinned: number | null } | undefined;
}

export const TokenLine = memo(function TokenLine({ tokens, from, to, marks, scheme, walked }: TokenLineProps): ReactNode {
  return (
    <div>
      {tokens.slice(from, to).map((token, i) => {
        const position = from + i;
        return (
          <Fragment key={position}>
            {/* A visible space is no place to break a row at by itself. */}
            {/^\s/.test(token.text) ? <wbr /> : null}
            <span
              className={classes.token}
              data-position={position}
              data-mark={marks.by === 'trained' ? (token.trained ? 'trained' : 'context') : marks.by}
              data-cut={isCut(position, marks)}
              data-even={position % 2 === 0}
              style={styleOf(token, marks, scheme)}
              {...(walked
                ? {
                    role: 'option',
                    'aria-selected': walked.pinned === position,
                    'aria-label': tokenLabel(token, position, marks),
                    tabIndex: walked.stop === position ? 0 : -1,
                  }
                : { title: describeToken(token, position, marks) })}
            >
              {visibleText(token.text)}
            </span>
          </Fragment>
        );
      })}
    </div>
  );
}, isSame);

/** While an answer grows its list is another one every time, but the tokens that were there are the same. */
function isSame(before: TokenLineProps, now: TokenLineProps): boolean {
  const { from, to } = now;
  return (
    before.from === from &&
    before.to === to &&
    before.marks === now.marks &&
    before.scheme === now.scheme &&
    placeIn(before, before.walked?.stop) === placeIn(now, now.walked?.stop) &&
    placeIn(before, before.walked?.pinned) === placeIn(now, now.walked?.pinned) &&
    (before.walked === undefined) === (now.walked === undefined) &&
    before.tokens[from] === now.tokens[from] &&
    before.tokens[to - 1] === now.tokens[to - 1]
  );
}

function placeIn({ from, to }: TokenLineProps, position: number | null | undefined): number | null {
  return position !== undefined && position !== null && position >= from && position < to ? position : null;
}

function styleOf(token: ShownToken, marks: TokenMarks, scheme: Scheme): CSSProperties | undefined {
  if (marks.by !== 'expert') return undefined;
  const expert = routingAt(token, marks.layer)?.experts[0];
  if (expert === undefined) return undefined;
  const colour = expertColour(expert, marks.experts, scheme);
  return { background: `color-mix(in srgb, ${colour} ${scheme === 'light' ? 26 : 34}%, transparent)`, boxShadow: `inset 0 -2px ${colour}` };
}
