/** What generation needs of a model: logits for the next token of several rows, earlier tokens being remembered. */
import { type DecodingPrograms, decodingInputs } from '../compile/decoding.ts';
import type { Session } from '../engine/executors/executor.ts';

export interface Decoder {
  /** Rows decoded together. */
  readonly rows: number;
  /** Most tokens of a prompt. */
  readonly promptLength: number;
  /** Most tokens of prompt and answer. */
  readonly length: number;
  /**
   * Takes each row's next tokens, at positions starts[row] …; rows without any are idle.
   * @returns logits [rows, V] after each row's last token.
   */
  decode(tokens: readonly (readonly number[])[], starts: readonly number[]): Float32Array;
}

/** Decodes on a session that has the programs compiled. */
export function createDecoder(session: Session, decoding: DecodingPrograms): Decoder {
  return {
    ...decoding.shape,
    decode(tokens, starts) {
      const isSingle = tokens.every((row) => row.length <= 1);
      const inputs = decodingInputs(decoding, tokens, starts, isSingle ? 1 : decoding.shape.promptLength);
      return session.run(isSingle ? 'decode' : 'prefill', inputs).logits as Float32Array;
    },
  };
}
