/** Where the prompt is written: Enter sends, Shift+Enter breaks the line, Up in an empty box takes the last prompt back. */
import { IconPencil, IconPlayerStopFilled, IconRefresh, IconSend2 } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { Button, Textarea } from '../../components/index.ts';
import classes from './PromptBox.module.css';

interface PromptBoxProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
  /** null: there is nothing to answer again, or to change. */
  readonly onAgain: (() => void) | null;
  readonly onEdit: (() => void) | null;
  /** What is written takes the last prompt's place. */
  readonly editing: boolean;
  readonly onLeave: () => void;
  readonly busy: boolean;
  /** Why nothing can be sent; null: it can. */
  readonly refusal: string | null;
}

export function PromptBox({ value, onChange, onSend, onStop, onAgain, onEdit, editing, onLeave, busy, refusal }: PromptBoxProps): ReactNode {
  const cannot = refusal ?? (value.trim() === '' ? 'Write a prompt first' : null);
  const box = useRef<HTMLTextAreaElement>(null);
  // Buttons here come and go with what is done: the focus goes to where one writes, not nowhere.
  const andWrite = (act: (() => void) | null) => (): void => {
    act?.();
    box.current?.focus();
  };
  const send = andWrite(onSend);
  const edit = andWrite(onEdit);
  return (
    <form
      className={classes.box}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && cannot === null) send();
      }}
    >
      <Textarea
        ref={box}
        aria-label={editing ? 'Prompt, in place of the last one' : 'Prompt'}
        placeholder="Ask something"
        autosize
        minRows={2}
        maxRows={8}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp' && value === '' && !busy && onEdit) {
            event.preventDefault();
            edit();
          }
          if (event.key === 'Escape' && editing) onLeave();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (!busy && cannot === null) onSend();
        }}
        data-testid="prompt"
      />
      <div className={classes.actions}>
        {busy ? (
          <Button icon={IconPlayerStopFilled} onClick={andWrite(onStop)} testId="stop-answer">
            Stop
          </Button>
        ) : (
          <>
            {editing ? (
              <Button look="quiet" onClick={andWrite(onLeave)}>
                Leave it as it was
              </Button>
            ) : null}
            {onEdit && !editing ? (
              <Button look="quiet" icon={IconPencil} onClick={edit}>
                Edit last
              </Button>
            ) : null}
            {onAgain && !editing ? (
              <Button look="quiet" icon={IconRefresh} onClick={andWrite(onAgain)} refusal={refusal}>
                Answer again
              </Button>
            ) : null}
            <Button type="submit" look="primary" icon={IconSend2} refusal={cannot} testId="send-prompt">
              {editing ? 'Send instead' : 'Send'}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
