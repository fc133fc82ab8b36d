/** Short messages at the edge of the window. Imperative, since actions report from anywhere. */
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Notice } from '../../shared/api/app.ts';
import type { ErrorObject } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { Tone } from '../design/colours.ts';
import { Button } from './Button.tsx';
import classes from './toasts.module.css';

/** Milliseconds a toast stays; what failed stays until it is closed. */
const stays = { brief: 4000, undo: 10_000, notice: 8000 } as const;

export function showDone(title: string, body?: string): void {
  show({ tone: 'good', title, body, autoClose: stays.brief });
}

export function showError(error: ErrorObject, title?: string): void {
  show({
    tone: 'bad',
    title: title ?? error.message,
    body: [title ? error.message : '', error.hint ?? '']
      .filter((part) => part !== '')
      .map(sentence)
      .join(' '),
    autoClose: false,
  });
}

export interface Undoable {
  /** What was done: "3 runs moved to the trash". */
  readonly message: string;
  /** Puts it back; a failure is told by whoever does it. */
  readonly undo: () => void;
}

/** Says what was done and offers to undo it. */
export function showUndo({ message, undo }: Undoable): void {
  show({
    tone: 'neutral',
    title: message,
    autoClose: stays.undo,
    action: { label: 'Undo', run: undo },
  });
}

/** @param navigate leads to the notice's screen. */
export function showNotice(notice: Notice, navigate: (route: string) => void): void {
  const { action } = notice;
  show({
    id: notice.id,
    tone: noticeTones[notice.level],
    title: notice.title,
    body: notice.body,
    autoClose: notice.level === 'error' ? false : stays.notice,
    ...(action ? { action: { label: action.label, run: () => navigate(action.route) } } : {}),
  });
}

export function hideNotice(id: string): void {
  notifications.hide(id);
}

const noticeTones: Readonly<Record<Notice['level'], Tone>> = { info: 'accent', success: 'good', warning: 'warning', error: 'bad' };

interface Toast {
  readonly id?: string;
  readonly tone: Tone;
  readonly title: string;
  readonly body?: string | undefined;
  readonly autoClose: number | false;
  readonly action?: { readonly label: string; readonly run: () => void };
}

function show({ id = crypto.randomUUID(), tone, title, body, autoClose, action }: Toast): void {
  const act = (): void => {
    notifications.hide(id);
    action?.run();
  };
  notifications.show({
    id,
    title: (
      <span className={classes.title}>
        {toastIcon(tone)}
        {title}
      </span>
    ),
    message: (
      <div className={classes.body}>
        {body ? <span>{body}</span> : null}
        {action ? <Button onClick={act}>{action.label}</Button> : null}
      </div>
    ),
    autoClose,
    withCloseButton: true,
    role: tone === 'bad' ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': 'Close the message' },
  });
}

function toastIcon(tone: Tone): ReactNode {
  const Glyph = tone === 'bad' ? IconX : tone === 'warning' ? IconAlertTriangle : tone === 'good' ? IconCheck : IconInfoCircle;
  return <Glyph size={16} stroke={2} style={{ color: `var(--mw-${tone})`, flexShrink: 0, marginTop: 2 }} aria-hidden />;
}
