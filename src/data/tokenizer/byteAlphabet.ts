/**
 * The byte alphabet of byte-level BPE (GPT-2): every byte is written as one printable character. Printable Latin-1
 * stands for itself, the other 68 bytes take the code points from 256 on, in order.
 */
const printable = (byte: number): boolean => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

function characters(): readonly string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}

/** Character of each byte. */
export const byteCharacters: readonly string[] = characters();

const bytesByCharacter: ReadonlyMap<string, number> = new Map(byteCharacters.map((character, byte) => [character, byte]));

/** Bytes of a token written in the alphabet; undefined where a character does not belong to it. */
export function alphabetBytes(token: string): Uint8Array | undefined {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = bytesByCharacter.get(token[i] as string);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
