/** One conversation's tokens as a decoding session remembers them: fed on at the end, cut back to a common beginning, never read twice. */
import { type DecodingPrograms, decodingInputs } from '../compile/decoding.ts';
import type { Session, TensorData } from '../engine/executors/executor.ts';
import type { TokenRouting } from '../shared/jobs.ts';

export interface TokenMemory {
  /** Tokens it has room for. */
  readonly capacity: number;
  /** Tokens it takes at once, at most. */
  readonly atOnce: number;
  /** Tokens remembered. */
  size(): number;
  /** Forgets whatever goes beyond the beginning that it has in common with `tokens`; gives that beginning's length. */
  keep(tokens: readonly number[]): number;
  /** Takes the next tokens, at least one; gives the logits [V] after the last of them. */
  feed(tokens: readonly number[]): Float32Array;
  /** Where the token at this position was sent, by MoE layer. */
  routing(position: number): readonly TokenRouting[];
}

/** @param decoding programs for one row, compiled in the session; the last position is only for a token that comes alone (see `decodingInputs`). */
export function createTokenMemory(session: Session, decoding: DecodingPrograms): TokenMemory {
  const { promptLength, length } = decoding.shape;
  let remembered: readonly { readonly id: number; readonly routing: readonly TokenRouting[] }[] = [];
  return {
    capacity: length,
    atOnce: promptLength,
    size: () => remembered.length,
    keep(tokens) {
      const common = remembered.findIndex(({ id }, i) => id !== tokens[i]);
      if (common >= 0) remembered = remembered.slice(0, common);
      return remembered.length;
    },
    feed(tokens) {
      const [program, sequence] = tokens.length === 1 ? (['decode', 1] as const) : (['prefill', promptLength] as const);
      const outputs = session.run(program, decodingInputs(decoding, [tokens], [remembered.length], sequence));
      remembered = [...remembered, ...tokens.map((id, row) => ({ id, routing: routingOf(decoding, outputs, row) }))];
      return outputs.logits as Float32Array;
    },
    routing: (position) => remembered[position]?.routing ?? [],
  };
}

function routingOf({ routers }: DecodingPrograms, outputs: Readonly<Record<string, TensorData>>, row: number): readonly TokenRouting[] {
  return routers.map(({ layer, topK }) => {
    const ofRow = (name: string): readonly number[] => Array.from(outputs[`${name}:${layer}`]?.subarray(row * topK, (row + 1) * topK) ?? []);
    return { layer, experts: ofRow('expertIds'), weights: ofRow('mixWeights') };
  });
}
