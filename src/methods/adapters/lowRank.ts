/** The pieces that LoRA methods share: drawing A and B, and the low-rank product. */
import type { Tensor } from '../../engine/graph.ts';
import { affine } from '../../engine/ops/affine.ts';
import { matmul } from '../../engine/ops/matmul.ts';
import { hash32, type RandomStream } from '../../shared/random.ts';
import type { AddedParameter } from '../method.ts';

export interface LowRankShape {
  /** Names of the pair are `<name>.lora_A` and `<name>.lora_B`. */
  readonly name: string;
  readonly layer: number;
  readonly rank: number;
  readonly inner: number;
  readonly out: number;
  readonly experts?: number;
}

/**
 * A uniform within ±1/√in (Kaiming with a = √5), B zero, as PEFT draws them. Experts stack along the outermost axis:
 * A [E·r, in], B [E·r, out] (one row per rank, so that both split by expert the same way); without experts B is [out, r].
 */
export function lowRankPair({ name, layer, rank, inner, out, experts }: LowRankShape, random: RandomStream): readonly [AddedParameter, AddedParameter] {
  const bound = 1 / Math.sqrt(inner);
  const purpose = hash32(name);
  const stacked = experts === undefined ? {} : { experts };
  const rows = (experts ?? 1) * rank;
  return [
    {
      name: `${name}.lora_A`,
      shape: [rows, inner],
      layer,
      ...stacked,
      initial: (index) => (random.uniform(purpose, index) * 2 - 1) * bound,
      weightDecay: true,
      zeroAtInit: 'firstStep',
    },
    { name: `${name}.lora_B`, shape: experts === undefined ? [out, rank] : [rows, out], layer, ...stacked, initial: () => 0, weightDecay: true },
  ];
}

/** scale · (x · Aᵀ) · Bᵀ. */
export function lowRankProduct(x: Tensor, a: Tensor, b: Tensor, scale: number): Tensor {
  return affine(matmul(matmul(x, a, { transposeB: true }), b, { transposeB: true }), scale);
}

/** w + scale · B · A in f32, row-major [out, in]. */
export function mergeLowRank(
  weight: Float32Array,
  a: Float32Array,
  b: Float32Array,
  { rank, inner, out, scale }: { rank: number; inner: number; out: number; scale: number },
): Float32Array {
  const merged = Float32Array.from(weight);
  const row = new Float64Array(inner);
  for (let o = 0; o < out; o++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = scale * (b[o * rank + r] as number);
      if (factor === 0) continue;
      for (let i = 0; i < inner; i++) row[i] = (row[i] as number) + factor * (a[r * inner + i] as number);
    }
    for (let i = 0; i < inner; i++) merged[o * inner + i] = (merged[o * inner + i] as number) + (row[i] as number);
  }
  return merged;
}

/** [rows, columns] → [columns, rows]. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c] as number;
  return turned;
}
