/** A conversation as the tokens a model is to answer. */
import type { Message, Tokenizer } from '../../data/data.ts';
import { chatTemplate } from '../../data/template/chatTemplate.ts';
import { TemplateError } from '../../data/template/compile.ts';
import { MixwrightError } from '../../shared/errors.ts';

export interface EncodePromptOptions {
  /** No chat template: the contents as they are, one after another, as plain text starts. */
  readonly raw?: boolean;
  /** A chat template in place of the tokenizer's own. */
  readonly template?: string | null;
}

/** @throws MixwrightError BAD_USAGE with the template's own words where it refuses the conversation. */
export function encodePrompt(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  { raw = false, template = null }: EncodePromptOptions = {},
): readonly number[] {
  if (raw) {
    const text = messages.map(({ content }) => content).join('');
    return [...(tokenizer.addsBos && tokenizer.bosId !== null ? [tokenizer.bosId] : []), ...tokenizer.encode(text, false)];
  }
  try {
    const { text, literal } = chatTemplate(tokenizer, template).renderPrompt({ messages });
    return tokenizer.encodeWithLiterals(text, literal);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new MixwrightError('BAD_USAGE', `the chat template refuses this conversation: ${error.message}`, {
      hint: 'user and assistant take turns, the user last; some templates allow no system message',
      cause: error,
    });
  }
}
