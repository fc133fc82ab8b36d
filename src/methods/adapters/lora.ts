/**
 * LoRA (arXiv:2106.09685): y = W x + (α/r) B A x, W frozen. On the experts of an MoE each expert has its own A and B,
 * computed as one masked dense product over the rows sorted by expert: y += B_all (mask ⊙ A_all x).
 */

import { add } from '../../engine/ops/add.ts';
import { affine } from '../../engine/ops/affine.ts';
import { broadcast } from '../../engine/ops/broadcast.ts';
import { matmul } from '../../engine/ops/matmul.ts';
import { mul } from '../../engine/ops/mul.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import type { ParameterSpec } from '../../models/model.ts';
import type { ExpertRows, LinearHook } from '../../models/sites.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { type AddedParameter, defineTrainingMethod, type Materialisation } from '../method.ts';
import { lowRankPair, lowRankProduct, mergeLowRank, transpose } from './lowRank.ts';

const targets = ['attention', 'mlp', 'experts', 'router'] as const;

export const lora = defineTrainingMethod({
  id: 'lora',
  name: 'LoRA',
  kind: 'adapter',
  paper: 'arXiv:2106.09685',
  summary: 'Freezes the model and trains low-rank updates of its matrices: little memory, a small adapter, merges back exactly.',
  options: {
    rank: { type: 'integer', default: 8, min: 1, max: 1024, help: 'Rank of each update.', symbol: 'r' },
    alpha: { type: 'number', default: 16, min: 0, help: 'The update is scaled by alpha / rank.', symbol: 'α' },
    targets: { type: 'choices', choices: targets, default: ['attention', 'mlp', 'experts'], help: 'Which matrices get an update; the router only when named.' },
  },
  learningRate: 2e-4,
  attach({ parameters, random }, { rank, alpha, targets: chosen }) {
    const adapted = parameters.filter((spec) => spec.shape.length > 1 && targetOf(spec, chosen));
    if (adapted.length === 0) {
      throw new MixwrightError('BAD_OPTIONS', `lora: none of the targets (${chosen.join(', ')}) exists in this model`, {
        field: 'lora.targets',
        hint: 'a dense model has attention and mlp, a mixture of experts attention, experts and router',
      });
    }
    const scale = alpha / rank;
    const adds: AddedParameter[] = [];
    const linear = new Map<string, LinearHook>();
    for (const spec of adapted) {
      const { experts, out, inner } = matrixOf(spec);
      const pair = lowRankPair({ name: spec.name, layer: spec.layer ?? 0, rank, inner, out, ...(experts !== null && { experts }) }, random);
      adds.push(...pair);
      linear.set(spec.name, experts === null ? plainHook(pair, scale) : expertHook(pair, scale, rank));
    }
    return { trains: [], adds, linear, materialise: mergeInto(new Map(adapted.map((spec) => [spec.name, spec])), rank, scale) };
  },
});

function targetOf({ role, name }: ParameterSpec, chosen: readonly (typeof targets)[number][]): boolean {
  // The gate of a shared expert is a router by role, but no choice between experts.
  if (role === 'router') return chosen.includes('router') && name.endsWith('router.weight');
  if (role === 'sharedExpert') return chosen.includes('mlp');
  return chosen.some((target) => target === role);
}

function matrixOf({ shape }: ParameterSpec): { experts: number | null; out: number; inner: number } {
  const [inner, out, experts] = [...shape].reverse() as [number, number, number?];
  return { experts: experts ?? null, out, inner };
}

function plainHook([a, b]: readonly [AddedParameter, AddedParameter], scale: number): LinearHook {
  return (context, _, x, base) => add(base(), lowRankProduct(x, context.parameter(a.name), context.parameter(b.name), scale));
}

function expertHook([a, b]: readonly [AddedParameter, AddedParameter], scale: number, rank: number): LinearHook {
  return (context, site, x, base) => {
    const { membership } = site.expertRows as ExpertRows;
    const [rows, experts] = membership.shape as readonly [number, number];
    const mask = reshape(broadcast(reshape(membership, [rows, experts, 1]), [rows, experts, rank]), [rows, experts * rank]);
    const inner = mul(matmul(x, context.parameter(a.name), { transposeB: true }), mask);
    return add(base(), affine(matmul(inner, context.parameter(b.name)), scale));
  };
}

function mergeInto(adapted: ReadonlyMap<string, ParameterSpec>, rank: number, scale: number): Materialisation {
  return {
    config: 'same',
    async parameter(spec, expert, read) {
      const weight = await read(spec.name, expert ?? undefined);
      if (!adapted.has(spec.name)) return weight;
      const { out, inner } = matrixOf(spec);
      const a = await read(`${spec.name}.lora_A`, expert ?? undefined);
      const b = await read(`${spec.name}.lora_B`, expert ?? undefined);
      return mergeLowRank(weight, a, expert === null ? b : transpose(b, rank, out), { rank, inner, out, scale });
    },
  };
}
