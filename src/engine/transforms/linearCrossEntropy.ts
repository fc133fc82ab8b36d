/**
 * Cross-entropy of a linear head, chunked over tokens (arXiv:2410.10989) and, for a stored (quantised) head, over
 * vocabulary rows: the logits of a whole batch never exist, nor a whole head in f32. Loss and gradients are made in one
 * pass over the chunks, so no chunk is computed twice.
 */
import type { Tensor } from '../graph.ts';
import { add } from '../ops/add.ts';
import { sumAll } from '../ops/broadcast.ts';
import { concat } from '../ops/concat.ts';
import { crossEntropy } from '../ops/crossEntropy.ts';
import { crossEntropyBackward } from '../ops/crossEntropyBackward.ts';
import { detach } from '../ops/detach.ts';
import { matmul } from '../ops/matmul.ts';
import { mul } from '../ops/mul.ts';
import { slice } from '../ops/slice.ts';
import { toFloat32 } from '../ops/toFloat32.ts';
import { axisSize } from '../shape.ts';

export interface LinearCrossEntropyInputs {
  /** f32 [T, d]. */
  readonly hidden: Tensor;
  /** [V, d], any stored dtype. */
  readonly head: Tensor;
  /** i32 [T]. */
  readonly targets: Tensor;
  /** f32 [T]: weight of each token's loss. */
  readonly weights: Tensor;
}

/** Largest chunk of logits, and largest f32 piece of a stored head. */
const pieceBytes = 32 * 2 ** 20;

/** Σ weights · cross-entropy, and the gradients of that sum towards hidden and head, for autodiff's `extra`. */
export function linearCrossEntropyWithGradients({ hidden, head, targets, weights }: LinearCrossEntropyInputs): {
  readonly loss: Tensor;
  readonly gradients: ReadonlyMap<Tensor, Tensor>;
} {
  // Detached: the gradients made here are all there are.
  const source = detach(hidden);
  const losses: Tensor[] = [];
  const dHidden: Tensor[] = [];
  let dHead: Tensor | null = null;
  for (const range of tokenRanges(hidden, head)) {
    const [rows, chunkTargets, chunkWeights] = [take(source, range), take(targets, range), take(weights, range)];
    const logits = headLogits(rows, head);
    const dLogits = crossEntropyBackward(logits, chunkTargets, chunkWeights);
    losses.push(sumAll(mul(crossEntropy(logits, chunkTargets), chunkWeights)));
    dHidden.push(hiddenGradient(dLogits, head));
    const part = matmul(dLogits, rows, { transposeA: true });
    // Added at once: nodes run in the order they are made, and later every chunk's [V, d] would be held at the same time.
    dHead = dHead === null ? part : add(dHead, part);
  }
  return {
    loss: losses.reduce(add),
    gradients: new Map([
      [hidden, join(dHidden, 0)],
      [head, dHead as unknown as Tensor],
    ]),
  };
}

/** Per-token cross-entropy [T], no gradients. */
export function linearCrossEntropy({ hidden, head, targets }: Omit<LinearCrossEntropyInputs, 'weights'>): Tensor {
  return join(
    tokenRanges(hidden, head).map((range) => crossEntropy(headLogits(take(hidden, range), head), take(targets, range))),
    0,
  );
}

/** hidden [T, d], head [V, d] → logits [T, V], the head widened piece by piece. */
export function headLogits(hidden: Tensor, head: Tensor): Tensor {
  return join(
    headRanges(head).map((range) => matmul(hidden, toFloat32(take(head, range)), { transposeB: true })),
    1,
  );
}

function hiddenGradient(dLogits: Tensor, head: Tensor): Tensor {
  return headRanges(head)
    .map((range) => matmul(take(dLogits, range, 1), toFloat32(take(head, range))))
    .reduce(add);
}

interface Range {
  readonly start: number;
  readonly count: number;
}

function tokenRanges(hidden: Tensor, head: Tensor): readonly Range[] {
  return ranges(axisSize(hidden.shape, 0), Math.max(16, Math.floor(pieceBytes / (axisSize(head.shape, 0) * 4))));
}

function headRanges(head: Tensor): readonly Range[] {
  const [vocabulary, width] = head.shape as readonly [number, number];
  return ranges(vocabulary, head.dtype === 'f32' ? vocabulary : Math.max(1, Math.floor(pieceBytes / (width * 4))));
}

function ranges(total: number, atOnce: number): readonly Range[] {
  return Array.from({ length: Math.ceil(total / atOnce) }, (_, i) => ({ start: i * atOnce, count: Math.min(atOnce, total - i * atOnce) }));
}

function take(x: Tensor, { start, count }: Range, axis = 0): Tensor {
  return count === axisSize(x.shape, axis) ? x : slice(x, axis, start, count);
}

function join(parts: readonly Tensor[], axis: number): Tensor {
  return concat(parts as readonly [Tensor, ...Tensor[]], axis);
}
