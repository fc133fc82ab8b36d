/** A Jinja chat template → a function from messages to text and the spans marked by {% generation %} tags. */
import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { MixwrightError } from '../../shared/errors.ts';
import type { Message, TextRange } from '../data.ts';
import { type Marks, prepareSource } from './jinjaSource.ts';
import { strftimeNow } from './strftime.ts';

export interface RenderInput {
  readonly messages: readonly Message[];
  readonly tools?: unknown;
  readonly addGenerationPrompt: boolean;
}

export interface MarkedText {
  readonly text: string;
  /** What stands between generation tags, in order; empty for templates without them. */
  readonly marked: readonly TextRange[];
}

export interface CompiledTemplate {
  /** @throws TemplateError with the template's own words where it refuses these messages. */
  render(input: RenderInput): MarkedText;
}

/** A template's refusal of one chat (its raise_exception, or a fault in it), to become that row's problem. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const marks: Marks = { open: '\uf8f0', close: '\uf8f1' };
/** A template's loop over a longer range is a mistake or an attack, and nothing could stop it. */
const MAX_RANGE = 100_000;

/** @throws MixwrightError BAD_DATASET where the source is no template that can be parsed. */
export function compileTemplate(source: string, tokens: { readonly bosToken: string | null; readonly eosToken: string | null }): CompiledTemplate {
  const program = parseSource(source);
  return {
    render({ messages, tools, addGenerationPrompt }) {
      const environment = new Environment();
      const names: Readonly<Record<string, unknown>> = {
        ...globals,
        messages,
        add_generation_prompt: addGenerationPrompt,
        ...(tools === undefined ? {} : { tools }),
        ...(tokens.bosToken === null ? {} : { bos_token: tokens.bosToken }),
        ...(tokens.eosToken === null ? {} : { eos_token: tokens.eosToken }),
      };
      for (const [name, value] of Object.entries(names)) environment.set(name, value);
      try {
        return cutMarks(String((new Interpreter(environment).run(program) as { value: unknown }).value));
      } catch (error) {
        throw new TemplateError(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

const globals: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  none: null,
  True: true,
  False: false,
  None: null,
  raise_exception(message: string): never {
    throw new Error(message);
  },
  range,
  strftime_now: strftimeNow,
};

function range(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!(length <= MAX_RANGE)) throw new Error(`range of ${length} elements`);
  return Array.from({ length }, (_, i) => start + i * step);
}

function parseSource(source: string): ReturnType<typeof parse> {
  try {
    return parse(tokenize(prepareSource(source, marks), { lstrip_blocks: false, trim_blocks: false }));
  } catch (cause) {
    throw new MixwrightError('BAD_DATASET', `the chat template cannot be read: ${(cause as Error).message}`, {
      field: 'template',
      hint: 'choose another with dataset.template: a file, the template text, "chatml" or "plain"',
      cause,
    });
  }
}

function cutMarks(rendered: string): MarkedText {
  const marked: TextRange[] = [];
  let text = '';
  let start = -1;
  for (const part of rendered.split(/([\uf8f0\uf8f1])/)) {
    if (part === marks.open) start = text.length;
    else if (part === marks.close) {
      if (start >= 0) marked.push([start, text.length]);
      start = -1;
    } else text += part;
  }
  return { text, marked };
}
