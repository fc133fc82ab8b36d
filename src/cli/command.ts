/** The contract of a command file: it adds itself to the program; what it does runs with a context. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { MixwrightError } from '../shared/errors.ts';
import type { CommandContext } from './context.ts';

export interface CliCommand {
  register(program: Command, run: RunCommand): void;
}

/** Runs a command's body with a context and turns what it throws into the promised exit status. */
export type RunCommand = (command: Command, body: (context: CommandContext) => Promise<ExitStatus | undefined>) => Promise<void>;

/** 0 done, 1 the job failed, 2 bad input, 130 stopped. */
export type ExitStatus = 0 | 1 | 2 | 130;

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number of at least 0');
  return value;
}

/** Of things there must be one of: rows, lengths, sizes. */
export function countingNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('expected a whole number of at least 1');
  return value;
}

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number');
  return value;
}

/** For options that may be given several times; undefined when they are not given. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** `field=column` pairs. @throws MixwrightError BAD_USAGE. */
export function pairs(texts: readonly string[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0)
        throw new MixwrightError('BAD_USAGE', `--map: expected field=column, got "${text}"`, { field: 'map', hint: 'for example: --map messages=chat' });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ mixwright ${line}`).join('\n')}\n`;
}
