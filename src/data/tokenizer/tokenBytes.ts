/** The exact bytes behind each token id: for previews, for decoding without loss, and for finding which token covers which character. */
import { alphabetBytes } from './byteAlphabet.ts';
import { components, type TokenizerJson } from './tokenizerJson.ts';

/** @returns bytes by id; ids without a token have none. */
export function tokenBytesTable(json: TokenizerJson, byteLevel: boolean): readonly (Uint8Array | undefined)[] {
  const encoder = new TextEncoder();
  const table: (Uint8Array | undefined)[] = [];
  const entries = Array.isArray(json.model.vocab)
    ? json.model.vocab.map(([token], id) => [token as string, id] as const)
    : Object.entries(json.model.vocab as Readonly<Record<string, number>>);
  const pieces = components(json.decoder, 'decoders');
  const spaces = byteLevel ? null : spaceMark(pieces.map(({ type }) => type));
  for (const [token, id] of entries) {
    table[id] = byteLevel ? (alphabetBytes(token) ?? encoder.encode(token)) : pieceBytes(token, spaces, (text) => encoder.encode(text));
  }
  // Added tokens are written as they are, even where the vocabulary knows them in the alphabet.
  for (const { id, content } of json.added_tokens) table[id] = encoder.encode(content);
  return table;
}

function spaceMark(decoders: readonly string[]): string | null {
  return decoders.some((type) => type === 'Metaspace' || type === 'Replace' || type === 'ByteFallback') ? '\u2581' : null;
}

function pieceBytes(token: string, spaces: string | null, encode: (text: string) => Uint8Array): Uint8Array {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return encode(spaces === null ? token : token.replaceAll(spaces, ' '));
}

/** Bytes as text, stray ones as \xNN. */
export function showBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('');
  }
}
