/** Where a command's words go: the answer to stdout, notes and progress to stderr; with --json, stdout carries JSON and nothing else. */

import { type ErrorObject, toErrorObject } from '../shared/errors.ts';
import type { JobEvent } from '../shared/jobs.ts';
import { createProgress } from './progress.ts';
import { type Style, styleFor } from './style.ts';

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly debug: boolean;
}

export interface Output {
  readonly json: boolean;
  /** Colours for stdout. */
  readonly style: Style;
  /** The command's answer: as JSON, or as the text `human` makes. */
  result(value: object, human: () => string): void;
  /** A line of a long job's JSONL, or nothing. */
  line(value: object): void;
  /** Text straight to stdout; nothing with --json. */
  text(text: string): void;
  note(message: string): void;
  /** Shows a job's event on stderr: progress, phases, notes. */
  event(event: JobEvent): void;
  error(error: unknown): ErrorObject;
  /** Ends the progress line. */
  done(): void;
}

export function createOutput({ json, quiet, color, debug }: OutputOptions): Output {
  const style = styleFor(color && process.stdout.isTTY === true);
  const errorStyle = styleFor(color && process.stderr.isTTY === true);
  const progress = createProgress({ enabled: !quiet, stream: process.stderr, style: errorStyle });
  const say = (text: string): void => {
    progress.clear();
    process.stderr.write(`${text}\n`);
  };
  const line = (value: object): void => {
    progress.clear();
    if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    json,
    style,
    result(value, human) {
      progress.clear();
      process.stdout.write(`${json ? JSON.stringify(value) : human()}\n`);
    },
    line,
    text(text) {
      progress.clear();
      if (!json) process.stdout.write(text);
    },
    note: (message) => {
      if (!quiet) say(message);
    },
    event(event) {
      if (quiet) return;
      if (event.type === 'progress') progress.update(event);
      else if (event.type === 'note') say(errorStyle.dim(`note: ${event.message}`));
      else if (event.type === 'warning') say(`${errorStyle.warning('warning:')} ${event.message}`);
    },
    error(error) {
      progress.clear();
      const described = { ...toErrorObject(error), ...(debug && error instanceof Error && error.stack && { stack: error.stack }) };
      if (json) process.stdout.write(`${JSON.stringify(described)}\n`);
      else process.stderr.write(`${describeError(described, errorStyle)}\n`);
      return described;
    },
    done: progress.clear,
  };
}

function describeError({ code, message, hint, stack }: ErrorObject, style: Style): string {
  const lines = [`${style.error('error')} ${style.dim(code)} ${message}`, ...(hint ? [`  ${hint}`] : []), ...(stack ? [style.dim(stack)] : [])];
  return lines.join('\n');
}
