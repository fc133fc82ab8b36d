/** What stands where content would: nothing yet, not yet, or an error. */
import { Skeleton } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ErrorObject, MixwrightError, toErrorObject } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { Button } from './Button.tsx';
import { CopyButton } from './CopyButton.tsx';
import { Waiting } from './Progress.tsx';
import classes from './States.module.css';

export interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  /** One or two sentences: what will be here, and how it gets here. */
  readonly children?: ReactNode;
  /** The one thing to do next: a Button. */
  readonly action?: ReactNode;
  /** Fills a panel rather than a page. */
  readonly compact?: boolean;
}

export function EmptyState({ icon: Glyph, title, children, action, compact = false }: EmptyStateProps): ReactNode {
  return (
    <div className={classes.empty} data-compact={compact}>
      <Glyph size={compact ? 20 : 28} stroke={1.5} className={classes.emptyIcon} aria-hidden />
      <p className={classes.emptyTitle}>{title}</p>
      {children ? <p className={classes.emptyText}>{children}</p> : null}
      {action ? <div className={classes.emptyAction}>{action}</div> : null}
    </div>
  );
}

export interface ErrorStateProps {
  readonly error: ErrorObject | MixwrightError;
  /** What could not be done: "The dataset could not be read". */
  readonly title?: string;
  readonly onRetry?: () => void;
  /** More to do about it than trying again. */
  readonly actions?: ReactNode;
}

/** What was expected and what came (message), what to do (hint), where; the rest can be copied into a bug report. */
export function ErrorState({ error, title, onRetry, actions }: ErrorStateProps): ReactNode {
  const failure = error instanceof MixwrightError ? toErrorObject(error) : error;
  const message = shortened(failure);
  const place = placeOf(failure);
  return (
    <div className={classes.error} role="alert">
      <IconAlertTriangle size={16} stroke={1.75} className={classes.errorIcon} aria-hidden />
      <div className={classes.errorWords}>
        {title ? <p className={classes.errorTitle}>{title}</p> : null}
        <p className={title ? classes.errorMessage : classes.errorTitle}>{sentence(message)}</p>
        {failure.hint ? <p className={classes.errorHint}>{sentence(failure.hint)}</p> : null}
        {place && !message.includes(place) ? <p className={`${classes.errorPlace} mono`}>{place}</p> : null}
        <div className={classes.errorActions}>
          {onRetry ? (
            <Button icon={IconRefresh} onClick={onRetry}>
              Try again
            </Button>
          ) : null}
          {actions}
          <CopyButton text={JSON.stringify(failure, null, 2)} label="Copy details" />
        </div>
      </div>
    </div>
  );
}

/** A message that begins with a long path names the file; the whole path stands below. */
function shortened({ message, file }: ErrorObject): string {
  if (file === undefined || !message.startsWith(`${file}:`)) return message;
  return `${file.split(/[/\\]/).findLast((part) => part !== '')}${message.slice(file.length)}`;
}

/** A page or panel that waits. `what` is a sentence: "Opening the model". */
export function BusyState({ what }: { readonly what: string }): ReactNode {
  return (
    <div className={classes.busy}>
      <Waiting what={what} />
    </div>
  );
}

/** The shape of rows to come. */
export function SkeletonRows({ rows = 5 }: { readonly rows?: number }): ReactNode {
  return (
    <div className={classes.skeletons} aria-hidden>
      {Array.from({ length: rows }, (_, row) => 88 - ((row * 37) % 40)).map((width, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <Skeleton key={row} height={12} width={`${width}%`} />
      ))}
    </div>
  );
}

export interface QueryViewProps<T> {
  readonly query: Pick<UseQueryResult<T, MixwrightError>, 'data' | 'error' | 'refetch'>;
  /** What is waited for: "Reading the list of runs". */
  readonly waitsFor: string;
  /** What could not be done, when it fails. */
  readonly failure?: string;
  /** Grey rows in place of a bar while it waits. */
  readonly skeleton?: number;
  readonly children: (data: T) => ReactNode;
}

/** A call's answer in all its states. What was there stays while it is asked for again; an error shows above it. */
export function QueryView<T>({ query: { data, error, refetch }, waitsFor, failure, skeleton, children }: QueryViewProps<T>): ReactNode {
  return (
    <>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} {...(failure ? { title: failure } : {})} /> : null}
      {data !== undefined ? children(data) : error ? null : skeleton ? <SkeletonRows rows={skeleton} /> : <BusyState what={waitsFor} />}
    </>
  );
}

export function placeOf({ file, line, tensor, field }: ErrorObject): string {
  return [file ? (line ? `${file}:${line}` : file) : '', tensor ? `tensor ${tensor}` : '', field ? `field ${field}` : '']
    .filter((part) => part !== '')
    .join(' · ');
}
