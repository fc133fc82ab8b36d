/** The parts of tokenizer.json and tokenizer_config.json that are looked at here; the library reads the rest. */
import { MixwrightError } from '../../shared/errors.ts';

export interface AddedTokenJson {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
  readonly normalized?: boolean;
  readonly single_word?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
}

export interface ComponentJson {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface TokenizerJson {
  readonly added_tokens: readonly AddedTokenJson[];
  readonly normalizer: ComponentJson | null;
  readonly pre_tokenizer: ComponentJson | null;
  readonly post_processor: ComponentJson | null;
  readonly decoder: ComponentJson | null;
  readonly model: {
    readonly type?: string;
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly merges?: readonly (string | readonly [string, string])[];
    readonly ignore_merges?: boolean;
    readonly byte_fallback?: boolean;
    readonly continuing_subword_prefix?: string | null;
    readonly end_of_word_suffix?: string | null;
    readonly dropout?: number | null;
  };
}

export interface TokenizerConfigJson {
  readonly bos_token?: TokenName;
  readonly eos_token?: TokenName;
  readonly add_bos_token?: boolean;
  readonly chat_template?: string | readonly { readonly name: string; readonly template: string }[];
  readonly [key: string]: unknown;
}

/** Older files keep a special token as an object. */
export type TokenName = string | null | { readonly content?: string };

export function tokenName(name: TokenName | undefined): string | null {
  if (typeof name === 'string') return name;
  return name?.content ?? null;
}

/** @throws MixwrightError BAD_MODEL when the text is no JSON object. */
export function parseJsonFile(text: string, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MixwrightError('BAD_MODEL', `${file}: expected JSON, ${(cause as Error).message}`, { file, hint: 'fetch the file again', cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MixwrightError('BAD_MODEL', `${file}: expected a JSON object`, { file, hint: 'fetch the file again' });
  }
  return value as Readonly<Record<string, unknown>>;
}

/** @throws MixwrightError BAD_MODEL when the parts every tokenizer.json has are missing. */
export function readTokenizerJson(text: string): TokenizerJson {
  const json = parseJsonFile(text, 'tokenizer.json');
  const model = json.model as TokenizerJson['model'] | undefined;
  if (typeof model?.vocab !== 'object' || model.vocab === null) {
    throw new MixwrightError('BAD_MODEL', 'tokenizer.json: expected model.vocab, it is not there', {
      file: 'tokenizer.json',
      hint: 'the file must come from the tokenizers library (AutoTokenizer.from_pretrained(…).save_pretrained(…) writes it)',
    });
  }
  return {
    added_tokens: (json.added_tokens as AddedTokenJson[] | undefined) ?? [],
    normalizer: (json.normalizer as ComponentJson | undefined) ?? null,
    pre_tokenizer: (json.pre_tokenizer as ComponentJson | undefined) ?? null,
    post_processor: (json.post_processor as ComponentJson | undefined) ?? null,
    decoder: (json.decoder as ComponentJson | undefined) ?? null,
    model,
  };
}

/** Every component of a kind, sequences unfolded. @param key what a Sequence calls its list. */
export function components(component: ComponentJson | null, key: 'pretokenizers' | 'normalizers' | 'decoders' | 'processors'): readonly ComponentJson[] {
  if (component === null) return [];
  if (component.type !== 'Sequence') return [component];
  return ((component[key] as ComponentJson[] | undefined) ?? []).flatMap((part) => components(part, key));
}
