/** Where the prompt is written: Enter sends, Shift+Enter breaks the line. */
import { IconPlayerStopFilled, IconRefresh, IconSend2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button, Textarea } from '../../components/index.ts';
import classes from './PromptBox.module.css';

interface PromptBoxProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
  /** Absent: there is nothing to answer again. */
  readonly onAgain: (() => void) | null;
  readonly busy: boolean;
  /** Why nothing can be sent; null: it can. */
  readonly refusal: string | null;
}

export function PromptBox({ value, onChange, onSend, onStop, onAgain, busy, refusal }: PromptBoxProps): ReactNode {
  const cannot = refusal ?? (value.trim() === '' ? 'Write a prompt first' : null);
  return (
    <form
      className={classes.box}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && cannot === null) onSend();
      }}
    >
      <Textarea
        aria-label="Prompt"
        placeholder="Ask something"
        autosize
        minRows={2}
        maxRows={10}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (!busy && cannot === null) onSend();
        }}
        data-testid="prompt"
      />
      <div className={classes.actions}>
        {busy ? (
          <Button icon={IconPlayerStopFilled} onClick={onStop} testId="stop-answer">
            Stop
          </Button>
        ) : (
          <>
            {onAgain ? (
              <Button look="quiet" icon={IconRefresh} onClick={onAgain} refusal={refusal}>
                Answer again
              </Button>
            ) : null}
            <Button type="submit" look="primary" icon={IconSend2} refusal={cannot} testId="send-prompt">
              Send
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
