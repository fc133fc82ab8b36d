/** A conversation: who says what, as text or token by token. */

import { Loader, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './ChatBubbles.module.css';
import { TokenText } from './TokenText.tsx';
import type { ShownToken, TokenMarks } from './tokenMarks.ts';
import type { TokenWalk } from './useTokenWalk.ts';

export interface ChatTurn {
  /** system, user, assistant, tool, or whatever a dataset calls it; "text" for a row that is no conversation. */
  readonly role: string;
  /** null: nothing was said, and the foot tells why. */
  readonly content: string | null;
  /** In place of the content. */
  readonly tokens?: readonly ShownToken[];
  /** Makes the tokens walkable. */
  readonly walk?: TokenWalk | undefined;
  /** What it waits for before the first word: "loading SmolLM2-135M". */
  readonly waitsFor?: string | null;
  /** More is coming. */
  readonly streaming?: boolean;
  /** Below it: tokens, speed, buttons. */
  readonly foot?: ReactNode;
}

const unmarked: TokenMarks = { by: 'nothing' };

export function ChatBubbles({ turns, marks = unmarked }: { readonly turns: readonly ChatTurn[]; readonly marks?: TokenMarks }): ReactNode {
  return (
    <ol className={classes.chat}>
      {turns.map((turn, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the conversation
        <li key={i} className={classes.turn} data-role={turn.role}>
          <span className={classes.role}>{turn.role}</span>
          <div className={classes.bubble}>
            {turn.waitsFor ? (
              <span className={classes.waits}>
                <Loader size={12} /> {turn.waitsFor}
              </span>
            ) : turn.tokens ? (
              <SpokenTokens tokens={turn.tokens} walk={turn.walk} marks={marks} streaming={turn.streaming ?? false} />
            ) : turn.content === null ? null : (
              <div className={classes.content}>{turn.content === '' ? <span className={classes.waits}>empty</span> : turn.content}</div>
            )}
          </div>
          {turn.foot ? <div className={classes.foot}>{turn.foot}</div> : null}
        </li>
      ))}
    </ol>
  );
}

interface SpokenTokensProps {
  readonly tokens: readonly ShownToken[];
  readonly walk: TokenWalk | undefined;
  readonly marks: TokenMarks;
  readonly streaming: boolean;
}

/** Read out as the text they are, once all are there; tokens with their visible spaces are for the eye, and for those who walk them. */
function SpokenTokens({ tokens, walk, marks, streaming }: SpokenTokensProps): ReactNode {
  return (
    <>
      <VisuallyHidden aria-live="polite" aria-busy={streaming}>
        {tokens.map(({ text }) => text).join('')}
      </VisuallyHidden>
      <div aria-hidden={walk === undefined}>
        <TokenText tokens={tokens} marks={marks} walk={walk} />
      </div>
    </>
  );
}
