/** A conversation: who says what, as text or token by token. */

import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './ChatBubbles.module.css';
import { type ShownToken, type TokenMarks, TokenText } from './TokenText.tsx';

export interface ChatTurn {
  /** system, user, assistant, tool, or whatever a dataset calls it; "text" for a row that is no conversation. */
  readonly role: string;
  readonly content: string;
  /** In place of the content. */
  readonly tokens?: readonly ShownToken[];
  /** What it waits for before the first word: "loading SmolLM2-135M". */
  readonly waitsFor?: string | null;
  /** More is coming. */
  readonly streaming?: boolean;
  /** Below it: tokens, speed, buttons. */
  readonly foot?: ReactNode;
}

export function ChatBubbles({ turns, marks = { by: 'nothing' } }: { readonly turns: readonly ChatTurn[]; readonly marks?: TokenMarks }): ReactNode {
  return (
    <ol className={classes.chat}>
      {turns.map((turn, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the conversation
        <li key={i} className={classes.turn} data-role={turn.role}>
          <span className={classes.role}>{turn.role}</span>
          <div className={classes.bubble} aria-busy={turn.streaming} aria-live={turn.streaming ? 'polite' : undefined}>
            {turn.waitsFor ? (
              <span className={classes.waits}>
                <Loader size={12} /> {turn.waitsFor}
              </span>
            ) : turn.tokens ? (
              <TokenText tokens={turn.tokens} marks={marks} />
            ) : (
              <div className={classes.content}>{turn.content === '' ? <span className={classes.waits}>empty</span> : turn.content}</div>
            )}
          </div>
          {turn.foot ? <div className={classes.foot}>{turn.foot}</div> : null}
        </li>
      ))}
    </ol>
  );
}
