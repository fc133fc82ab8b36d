/** Reads a checkpoint's tokenizer files into a Tokenizer. */
import type { Tokenizer } from '../data.ts';
import { sha256Hex } from '../sha256.ts';
import { wellFormed } from '../wellFormed.ts';
import { isSpecialToken } from './addedTokens.ts';
import { createEncoder } from './encoder.ts';
import { showBytes, tokenBytesTable } from './tokenBytes.ts';
import { components, parseJsonFile, readTokenizerJson, type TokenizerConfigJson, type TokenizerJson, type TokenName, tokenName } from './tokenizerJson.ts';

/** The texts of a checkpoint's tokenizer files; absent files are left out. */
export interface TokenizerFiles {
  readonly tokenizerJson: string;
  readonly tokenizerConfig?: string | undefined;
  readonly specialTokensMap?: string | undefined;
  /** chat_template.jinja; it wins over the one inside tokenizer_config.json, as in transformers. */
  readonly chatTemplate?: string | undefined;
  readonly generationConfig?: string | undefined;
}

/** Tokens that end a turn in the families known; those that a vocabulary has stop generation. */
const endOfTurn = [
  '<|im_end|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end|>',
  '<end_of_turn>',
  '<|end_of_text|>',
  '<|endoftext|>',
  '<turn|>',
  '<|return|>',
  '<|call|>',
];

/** @throws MixwrightError BAD_MODEL where a file is damaged or has a part that no JavaScript library reads. */
export function loadTokenizer(files: TokenizerFiles): Tokenizer {
  const json = readTokenizerJson(files.tokenizerJson);
  const config = optionalJson(files.tokenizerConfig, 'tokenizer_config.json') as TokenizerConfigJson;
  const specials = optionalJson(files.specialTokensMap, 'special_tokens_map.json');
  const kind = tokenizerKind(json);
  const encoder = createEncoder(json, config);
  const bytes = tokenBytesTable(json, kind === 'byte-level-bpe');
  const bosToken = tokenName(config.bos_token ?? (specials.bos_token as TokenName | undefined));
  const eosToken = tokenName(config.eos_token ?? (specials.eos_token as TokenName | undefined));
  const bosId = encoder.id(bosToken);
  const eosId = encoder.id(eosToken);
  const specialIds = new Set(json.added_tokens.filter(isSpecialToken).map(({ id }) => id));
  for (const id of [bosId, eosId]) if (id !== null) specialIds.add(id);
  const emptyBytes = new Uint8Array(0);
  return {
    kind,
    vocabSize: bytes.length,
    chatTemplate: files.chatTemplate ?? namedTemplate(config.chat_template),
    bosToken,
    eosToken,
    bosId,
    eosId,
    addsBos: bosId !== null && (config.add_bos_token ?? encoder.addsFirst(bosId)),
    stopIds: stopIds(json, eosId, files.generationConfig),
    encode: (text, special) => encoder.encode(wellFormed(text), special),
    encodeWithLiterals: (text, literal) => encoder.encodeWithLiterals(wellFormed(text), literal),
    findSpecial: encoder.findSpecial,
    decode(ids, { skipSpecial = false } = {}) {
      const kept = ids.filter((id) => bytes[id] !== undefined && !(skipSpecial && specialIds.has(id)));
      return kind === 'byte-level-bpe' ? decodeBytes(kept, bytes) : encoder.decode(kept);
    },
    tokenBytes: (id) => bytes[id] ?? emptyBytes,
    tokenText: (id) => showBytes(bytes[id] ?? emptyBytes),
    isSpecial: (id) => specialIds.has(id),
    fingerprint: sha256Hex(files.tokenizerJson, files.tokenizerConfig ?? '', files.specialTokensMap ?? '', files.chatTemplate ?? ''),
  };
}

function optionalJson(text: string | undefined, file: string): Readonly<Record<string, unknown>> {
  return text === undefined ? {} : parseJsonFile(text, file);
}

/** In the words of FORMATS: byte-level BPE ("gpt2" in GGUF), SPM-like BPE ("llama"), or the model's own type. */
function tokenizerKind(json: TokenizerJson): string {
  const type = json.model.type ?? 'BPE';
  if (type !== 'BPE') return type.toLowerCase();
  const byteLevel = [...components(json.pre_tokenizer, 'pretokenizers'), ...components(json.decoder, 'decoders')].some((part) => part.type === 'ByteLevel');
  if (byteLevel) return 'byte-level-bpe';
  return json.model.byte_fallback === true || /\u2581/.test(JSON.stringify(json.decoder)) ? 'spm-bpe' : 'bpe';
}

function namedTemplate(template: TokenizerConfigJson['chat_template']): string | null {
  if (typeof template === 'string') return template;
  return (template?.find(({ name }) => name === 'default') ?? template?.[0])?.template ?? null;
}

function stopIds(json: TokenizerJson, eosId: number | null, generationConfig: string | undefined): readonly number[] {
  const ids = new Set<number>(eosId === null ? [] : [eosId]);
  const configured = optionalJson(generationConfig, 'generation_config.json').eos_token_id;
  for (const id of Array.isArray(configured) ? configured : [configured]) if (typeof id === 'number') ids.add(id);
  for (const { id, content } of json.added_tokens) if (endOfTurn.includes(content)) ids.add(id);
  return [...ids];
}

function decodeBytes(ids: readonly number[], table: readonly (Uint8Array | undefined)[]): string {
  const pieces = ids.map((id) => table[id] as Uint8Array);
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  pieces.reduce((offset, piece) => {
    joined.set(piece, offset);
    return offset + piece.length;
  }, 0);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(joined);
}
