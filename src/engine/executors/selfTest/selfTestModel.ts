/** A mixture-of-experts decoder of two layers with its training step: every kind of op a real one has. */
import { gradients } from '../../autodiff.ts';
import { createGraph, type Tensor, type Variable } from '../../graph.ts';
import { adamw } from '../../ops/adamw.ts';
import { add } from '../../ops/add.ts';
import { affine } from '../../ops/affine.ts';
import { assign } from '../../ops/assign.ts';
import { sumAll, sumAxis } from '../../ops/broadcast.ts';
import { crossEntropy } from '../../ops/crossEntropy.ts';
import { dispatch } from '../../ops/dispatch.ts';
import { div } from '../../ops/div.ts';
import { gatherRows } from '../../ops/gatherRows.ts';
import { groupedMatmul } from '../../ops/groupedMatmul.ts';
import { matmul } from '../../ops/matmul.ts';
import { mul } from '../../ops/mul.ts';
import { oneHot } from '../../ops/oneHot.ts';
import { permute } from '../../ops/permute.ts';
import { permuteRows } from '../../ops/permuteRows.ts';
import { reshape } from '../../ops/reshape.ts';
import { rmsNorm } from '../../ops/rmsNorm.ts';
import { rope } from '../../ops/rope.ts';
import { silu } from '../../ops/silu.ts';
import { softmax } from '../../ops/softmax.ts';
import { topK } from '../../ops/topK.ts';
import type { Shape } from '../../shape.ts';
import type { Programs } from '../executor.ts';

export interface ModelSizes {
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
  readonly experts: number;
  readonly hidden: number;
  readonly vocabulary: number;
  /** Experts of a token. */
  readonly slots: number;
}

/** Sizes that take no time. */
const tiny: ModelSizes = { tokens: 16, width: 32, heads: 2, experts: 4, hidden: 16, vocabulary: 48, slots: 2 };

export interface SelfTestModel {
  readonly programs: Programs;
  readonly parameters: readonly Variable[];
  readonly gradients: readonly Variable[];
  readonly inputs: { readonly ids: Int32Array; readonly targets: Int32Array };
  /** AdamW's settings for a step, from 1. */
  settings(step: number): Float32Array;
}

export function createSelfTestModel(sizes: ModelSizes = tiny): SelfTestModel {
  const { tokens, width, experts, hidden, vocabulary } = sizes;
  const shapes: Record<string, Shape> = { embedding: [vocabulary, width], head: [vocabulary, width] };
  for (const layer of [0, 1]) {
    for (const name of ['query', 'key', 'value', 'output']) shapes[`${layer}.${name}`] = [width, width];
    shapes[`${layer}.norm`] = [width];
    shapes[`${layer}.router`] = [experts, width];
    shapes[`${layer}.up`] = [experts, hidden, width];
    shapes[`${layer}.down`] = [experts, width, hidden];
  }
  const like = (kind: Variable['kind'], suffix: string): Variable[] =>
    Object.entries(shapes).map(([name, shape]) => ({ name: `${name}${suffix}`, kind, shape, dtype: 'f32' }));
  const parameters = like('trained', '');
  const gradientStores = like('gradient', '.gradient');
  const moments = [like('optimizer', '.first'), like('optimizer', '.second')] as const;

  const backward = createGraph('backward');
  const weights = new Map(parameters.map((parameter) => [parameter.name, backward.variable(parameter)]));
  const loss = decoderLoss(sizes, (name) => weights.get(name) as Tensor, backward.input('ids', [tokens], 'i32'), backward.input('targets', [tokens], 'i32'));
  backward.output('loss', loss);
  gradients(loss, [...weights.values()]).forEach((gradient, i) => {
    assign(backward.variable(gradientStores[i] as Variable), gradient as Tensor);
  });
  const update = createGraph('update');
  const settings = update.input('settings', [7]);
  parameters.forEach((parameter, i) => {
    const [first, second] = moments.map((list) => update.variable(list[i] as Variable)) as [Tensor, Tensor];
    adamw(update.variable(parameter), update.variable(gradientStores[i] as Variable), [first, second], settings);
  });
  return {
    programs: { backward, update },
    parameters,
    gradients: gradientStores,
    inputs: {
      ids: Int32Array.from({ length: tokens }, (_, i) => (i * 7) % vocabulary),
      targets: Int32Array.from({ length: tokens }, (_, i) => (i * 11 + 3) % vocabulary),
    },
    // A large ε: with the usual one a gradient that is zero but for rounding moves its weight by the whole rate, either way.
    settings: (step) => Float32Array.of(0.01, 0.9, 0.99, 1e-3, 0.01, 1 / (1 - 0.9 ** step), 1 / (1 - 0.99 ** step)),
  };
}

function decoderLoss(sizes: ModelSizes, weight: (name: string) => Tensor, ids: Tensor, targets: Tensor): Tensor {
  let x = gatherRows(weight('embedding'), ids);
  for (const layer of [0, 1]) {
    const at = (name: string): Tensor => weight(`${layer}.${name}`);
    x = add(x, attention(sizes, rmsNorm(x, 1e-5), at));
    x = add(x, mixture(sizes, mul(rmsNorm(x, 1e-5), at('norm')), at));
  }
  const logits = matmul(rmsNorm(x, 1e-5), weight('head'), { transposeB: true });
  return affine(sumAll(crossEntropy(logits, targets)), 1 / sizes.tokens);
}

function attention({ tokens, width, heads }: ModelSizes, x: Tensor, weight: (name: string) => Tensor): Tensor {
  const { graph } = x;
  const positions = graph.constant(
    Int32Array.from({ length: tokens }, (_, i) => i),
    [tokens],
  );
  const divisors = graph.constant(new Float32Array(width / heads / 2).fill(1), [width / heads / 2]);
  const hiddenAfter = Array.from({ length: tokens * tokens }, (_, i) => (i % tokens > Math.floor(i / tokens) ? Number.NEGATIVE_INFINITY : 0));
  const split = (name: string): Tensor => reshape(matmul(x, weight(name), { transposeB: true }), [tokens, heads, width / heads]);
  const turned = (name: string): Tensor =>
    rope(split(name), positions, divisors, { dimensions: width / heads, theta: 100, attentionFactor: 1, inverse: false });
  const [query, key, value] = [turned('query'), turned('key'), split('value')].map((part) => permute(part, [1, 0, 2])) as [Tensor, Tensor, Tensor];
  const scores = softmax(matmul(query, key, { transposeB: true }), {
    scale: (width / heads) ** -0.5,
    mask: graph.constant(Float32Array.from(hiddenAfter), [tokens, tokens]),
  });
  return matmul(reshape(permute(matmul(scores, value), [1, 0, 2]), [tokens, width]), weight('output'), { transposeB: true });
}

function mixture({ tokens, width, experts, slots }: ModelSizes, x: Tensor, weight: (name: string) => Tensor): Tensor {
  const probabilities = softmax(matmul(x, weight('router'), { transposeB: true }));
  const chosen = topK(probabilities, slots);
  const { order, tokens: sources, inverse, offsets } = dispatch(chosen, experts);
  const inner = silu(groupedMatmul(gatherRows(x, sources), weight('up'), offsets));
  const outputs = reshape(permuteRows(groupedMatmul(inner, weight('down'), offsets), inverse, order), [tokens, slots, width]);
  // [T, k, E] · [T, 1, E], summed over experts: the chosen probabilities, which share out the output.
  const picked = sumAxis(mul(oneHot(chosen, experts), reshape(probabilities, [tokens, 1, experts])), -1);
  const shares = div(picked, sumAxis(picked, 1));
  return reshape(sumAxis(mul(outputs, shares), 1), [tokens, width]);
}
