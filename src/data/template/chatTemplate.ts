/** The chat template of a model: which one applies, and chats rendered through it for training and for answering. */
import type { Message, TextRange, Tokenizer } from '../data.ts';
import { builtinTemplates, chatMl, plainChat } from './builtin.ts';
import { type CompiledTemplate, compileTemplate, TemplateError } from './compile.ts';
import { hideSpecials, restore } from './literals.ts';
import { trainedSpans } from './trainedSpans.ts';

export interface Chat {
  readonly messages: readonly Message[];
  readonly tools?: unknown;
}

export interface RenderedChat {
  readonly text: string;
  /** What the loss looks at: the trained turns with their end-of-turn tokens. */
  readonly trained: readonly TextRange[];
  /** Special tokens that the data themselves spell out; they stay plain text. */
  readonly literal: readonly TextRange[];
  /** Trained turns that the template does not show as they are; they go untrained. */
  readonly lost: number;
}

export interface ChatTemplate {
  /** Where it comes from: the recipe, the checkpoint, or one of our own. */
  readonly origin: 'given' | 'tokenizer' | 'chatml' | 'plain';
  readonly source: string;
  /** False where it refuses or swallows a system message. */
  readonly supportsSystem: boolean;
  /** @throws TemplateError where the template refuses the chat. */
  render(chat: Chat): RenderedChat;
  /** The text up to where the assistant's next answer begins. */
  renderPrompt(chat: Chat): Pick<RenderedChat, 'text' | 'literal'>;
}

/**
 * @param given a template's text, or "chatml" or "plain" for ours; null: the checkpoint's, else ChatML where the
 *   tokenizer has its tokens, else plain text.
 * @throws MixwrightError BAD_DATASET where the template cannot be parsed.
 */
export function chatTemplate(tokenizer: Tokenizer, given: string | null): ChatTemplate {
  const { origin, source } = choose(tokenizer, given);
  const template = compileTemplate(source, tokenizer);
  const find = (text: string): readonly TextRange[] => tokenizer.findSpecial(text);
  return {
    origin,
    source,
    supportsSystem: probeSystem(template),
    render(chat) {
      const hidden = hideSpecials(chat, find);
      const spans = trainedSpans({ template, messages: hidden.messages, tools: hidden.tools, findSpecial: find });
      const { text, ranges, literal } = restore(spans.text, spans.trained, hidden.texts);
      return { text, trained: ranges, literal, lost: spans.lost };
    },
    renderPrompt(chat) {
      const hidden = hideSpecials(chat, find);
      const { text } = template.render({
        messages: hidden.messages,
        addGenerationPrompt: true,
        ...(hidden.tools === undefined ? {} : { tools: hidden.tools }),
      });
      const restored = restore(text, [], hidden.texts);
      return { text: restored.text, literal: restored.literal };
    },
  };
}

function choose(tokenizer: Tokenizer, given: string | null): { origin: ChatTemplate['origin']; source: string } {
  if (given !== null) return { origin: 'given', source: builtinTemplates[given.trim()] ?? given };
  if (tokenizer.chatTemplate !== null) return { origin: 'tokenizer', source: tokenizer.chatTemplate };
  const hasChatMl = tokenizer.findSpecial('<|im_start|>').length === 1 && tokenizer.findSpecial('<|im_end|>').length === 1;
  return hasChatMl ? { origin: 'chatml', source: chatMl } : { origin: 'plain', source: plainChat };
}

const PROBE = 'Heed this probe.';

function probeSystem(template: CompiledTemplate): boolean {
  const exchange: readonly Message[] = [
    { role: 'user', content: 'Question' },
    { role: 'assistant', content: 'Answer' },
  ];
  try {
    return template.render({ messages: [{ role: 'system', content: PROBE }, ...exchange], addGenerationPrompt: false }).text.includes(PROBE);
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}
