/** Where the trained turns stand in a rendered chat, each with its end-of-turn token. */
import type { Message, TextRange } from '../data.ts';
import { type CompiledTemplate, type MarkedText, TemplateError } from './compile.ts';

export interface SpanInput {
  readonly template: CompiledTemplate;
  readonly messages: readonly Message[];
  readonly tools: unknown;
  findSpecial(text: string): readonly TextRange[];
}

export interface Spans {
  readonly text: string;
  readonly trained: readonly TextRange[];
  /** Turns to be trained whose place in the text cannot be told; they are not trained. */
  readonly lost: number;
}

/** Whether the loss looks at a message: as it says itself, else exactly the assistant's. */
export function isTrained(message: Message): boolean {
  return message.trained ?? message.role === 'assistant';
}

/**
 * Three ways, the first that works: the template's own {% generation %} tags; per turn, the text before it (with the
 * generation prompt) must begin the text with it, and the rest is the turn; else marks around the turn's words.
 * @throws TemplateError where the template refuses the chat.
 */
export function trainedSpans(input: SpanInput): Spans {
  const whole = render(input, input.messages, false);
  const assistants = input.messages.filter(({ role }) => role === 'assistant');
  if (whole.marked.length > 0) {
    const matched = whole.marked.length === assistants.length;
    const trained = whole.marked.filter((_, i) => !matched || isTrained(assistants[i] as Message));
    return { text: whole.text, trained: trained.filter(([start, end]) => end > start), lost: 0 };
  }
  const turns = input.messages.flatMap((message, index) => (isTrained(message) ? [index] : []));
  const spans = turns.map((index) => prefixSpan(input, whole.text, index) ?? markedSpan(input, whole.text, index));
  const found = spans.filter((span) => span !== undefined);
  return { text: whole.text, trained: found, lost: spans.length - found.length };
}

function render({ template, tools }: SpanInput, messages: readonly Message[], addGenerationPrompt: boolean): MarkedText {
  return template.render({ messages, addGenerationPrompt, ...(tools === undefined ? {} : { tools }) });
}

/** What follows the generation prompt is exactly what the model has to learn to write, thinking blocks included. */
function prefixSpan(input: SpanInput, whole: string, index: number): TextRange | undefined {
  const { messages } = input;
  const before = attempt(() => render(input, messages.slice(0, index), messages[index]?.role === 'assistant').text);
  const after = index === messages.length - 1 ? whole : attempt(() => render(input, messages.slice(0, index + 1), false).text);
  if (before === undefined || after === undefined || before.length >= after.length || !after.startsWith(before)) return undefined;
  const end = endOfTurn(after, before.length, input.findSpecial);
  return whole.startsWith(after.slice(0, end)) ? [before.length, end] : undefined;
}

/** Templates that rewrite earlier turns break prefixes; then only the turn's own words and the token closing them are trained. */
function markedSpan(input: SpanInput, whole: string, index: number): TextRange | undefined {
  const message = input.messages[index] as Message;
  if (message.content.trim() === '') return undefined;
  const marked = input.messages.with(index, { ...message, content: `\uf8f0${message.content}\uf8f1` });
  const result = attempt(() => render(input, marked, false));
  const span = result?.text === whole ? result.marked[0] : undefined;
  if (span === undefined) return undefined;
  const next = input.findSpecial(whole.slice(span[1]))[0];
  const closes = next !== undefined && whole.slice(span[1], span[1] + next[0]).trim() === '';
  return [span[0], closes ? span[1] + next[1] : span[1]];
}

/** A turn ends with its end-of-turn token; the newline that templates put behind it belongs to nobody. */
function endOfTurn(text: string, start: number, findSpecial: SpanInput['findSpecial']): number {
  const last = findSpecial(text.slice(start)).at(-1);
  if (last === undefined) return text.length;
  return text.slice(start + last[1]).trim() === '' ? start + last[1] : text.length;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}
