/** Encodes text with a tokenizer's own rules: through the library, or through our byte-level BPE once it has agreed with the library on every probe. */
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { MixwrightError } from '../../shared/errors.ts';
import type { TextRange } from '../data.ts';
import { findAll, isSpecialToken, plainSplitting, tokenPattern } from './addedTokens.ts';
import { byteLevelBpe, type WordEncoder } from './byteLevelBpe.ts';
import { probeTexts } from './probes.ts';
import type { TokenizerConfigJson, TokenizerJson } from './tokenizerJson.ts';

/** Stands before a text that goes on after something else, so that no tokenizer adds its leading space; its id is dropped. */
const ANCHOR = '\uf8ff\uf8feanchor\uf8fe\uf8ff';

/** Text ↔ ids of one tokenizer. Texts are well-formed. */
export interface Encoder {
  id(token: string | null): number | null;
  /** Whether the post-processor puts this id before a text. */
  addsFirst(id: number): boolean;
  encode(text: string, special: boolean): number[];
  encodeWithLiterals(text: string, literal: readonly TextRange[]): number[];
  findSpecial(text: string): readonly TextRange[];
  /** Through the library: for tokenizers whose decoder is more than bytes in a row. */
  decode(ids: readonly number[]): string;
}

export function createEncoder(json: TokenizerJson, config: TokenizerConfigJson): Encoder {
  const special = json.added_tokens.filter(isSpecialToken);
  const ordinary = json.added_tokens.filter((token) => !isSpecialToken(token));
  const reference = createLibrary(json, config);
  // Built when first needed: a second instance of a large vocabulary costs a moment and some memory.
  let built: LibraryTokenizer | undefined;
  const plainLibrary = (): LibraryTokenizer => {
    built ??= createLibrary({ ...json, added_tokens: [...ordinary, { id: -1, content: ANCHOR, special: true, normalized: false }] }, config);
    return built;
  };
  const specialPattern = tokenPattern(special.map(({ content }) => content));
  const libraryIds = (library: LibraryTokenizer, text: string): number[] => (text === '' ? [] : library.encode(text, { add_special_tokens: false }).ids);
  const fast = trustedFast(json, (text) => libraryIds(reference, text));
  const encodePlain = (text: string, goesOn: boolean): number[] => {
    if (text === '') return [];
    if (fast) return fast.plain(text);
    return goesOn ? libraryIds(plainLibrary(), ANCHOR + text).slice(1) : libraryIds(plainLibrary(), text);
  };
  const encodeSpecial = (text: string): number[] => (fast ? fast.special(text) : libraryIds(reference, text));
  const findSpecial = (text: string): TextRange[] => findAll(specialPattern, text);
  return {
    id: (token) => (token === null ? null : (reference.token_to_id(token) ?? null)),
    addsFirst: (id) => reference.encode('a').ids[0] === id,
    encode: (text, withSpecial) => (withSpecial ? encodeSpecial(text) : encodePlain(text, false)),
    encodeWithLiterals(text, literal) {
      const ids: number[] = [];
      let done = 0;
      for (const [start, end] of findSpecial(text)) {
        if (literal.some((range) => start >= range[0] && start < range[1])) continue;
        append(ids, encodePlain(text.slice(done, start), done > 0));
        append(ids, encodeSpecial(text.slice(start, end)));
        done = end;
      }
      append(ids, encodePlain(text.slice(done), done > 0));
      return ids;
    },
    findSpecial,
    decode: (ids) => (ids.length === 0 ? '' : reference.decode([...ids], { clean_up_tokenization_spaces: false })),
  };
}

function createLibrary(json: TokenizerJson, config: TokenizerConfigJson): LibraryTokenizer {
  try {
    return new LibraryTokenizer(json, config);
  } catch (cause) {
    throw new MixwrightError('BAD_MODEL', `tokenizer.json: expected parts that are known here, got: ${(cause as Error).message}`, {
      file: 'tokenizer.json',
      hint: 'this tokenizer cannot be read yet; tell us the model it comes from',
      cause,
    });
  }
}

/** The fast encoder in both ways of reading added tokens, where it agrees with the library on every probe. */
function trustedFast(json: TokenizerJson, reference: (text: string) => number[]): { special: WordEncoder; plain: WordEncoder } | undefined {
  const words = plainSplitting(json.added_tokens, json.normalizer !== null) ? byteLevelBpe(json) : undefined;
  if (!words) return undefined;
  const special = splitting(words, json.added_tokens);
  const plain = splitting(
    words,
    json.added_tokens.filter((token) => !isSpecialToken(token)),
  );
  const contents = json.added_tokens.map(({ content }) => content);
  const agrees = probeTexts(contents).every((text) => {
    const expected = reference(text);
    const got = special(text);
    return got.length === expected.length && got.every((id, i) => id === expected[i]);
  });
  return agrees ? { special, plain } : undefined;
}

function splitting(words: WordEncoder, tokens: TokenizerJson['added_tokens']): WordEncoder {
  const pattern = tokenPattern(tokens.map(({ content }) => content));
  const idOf = new Map(tokens.map(({ content, id }) => [content, id]));
  return (text) => {
    const ids: number[] = [];
    let done = 0;
    for (const [start, end] of findAll(pattern, text)) {
      if (start > done) append(ids, words(text.slice(done, start)));
      ids.push(idOf.get(text.slice(start, end)) as number);
      done = end;
    }
    if (done === 0) return words(text);
    append(ids, words(text.slice(done)));
    return ids;
  };
}

/** Not push(...more): that puts every id on the stack, and long documents overflow it. */
function append(ids: number[], more: readonly number[]): void {
  for (const id of more) ids.push(id);
}
