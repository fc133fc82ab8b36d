/**
 * MixLoRA (arXiv:2404.15159): a router chooses among E low-rank variants of the frozen dense feed-forward. The base's
 * products are computed once per token, the low-rank ones per slot as masked dense products, and expert *outputs* are mixed:
 *   h_j = silu(W_g x + B_g (m_j ⊙ A_g x)) ⊙ (W_u x + B_u (m_j ⊙ A_u x)),   y = W_d Σ w_j h_j + B_d Σ (w_j m_j ⊙ A_d h_j)
 * for slots j = 1…k, which equals the materialised mixture of experts. The paper shares attention LoRA as an option.
 */
import type { Tensor } from '../../engine/graph.ts';
import { add } from '../../engine/ops/add.ts';
import { affine } from '../../engine/ops/affine.ts';
import { broadcast } from '../../engine/ops/broadcast.ts';
import { matmul } from '../../engine/ops/matmul.ts';
import { mul } from '../../engine/ops/mul.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import { silu } from '../../engine/ops/silu.ts';
import { slice } from '../../engine/ops/slice.ts';
import { linear } from '../../models/layers/linear.ts';
import { route } from '../../models/layers/router.ts';
import type { DenseFfn, ParameterSpec } from '../../models/model.ts';
import type { FfnHook, Routing } from '../../models/sites.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { hash32 } from '../../shared/random.ts';
import { lora } from '../adapters/lora.ts';
import { lowRankPair, mergeLowRank, transpose } from '../adapters/lowRank.ts';
import { type AddedParameter, type Attachment, type AttachTarget, defineTrainingMethod, type Materialisation, type ReadTensor } from '../method.ts';

interface Settings {
  readonly experts: number;
  readonly topK: number;
  readonly rank: number;
  readonly scale: number;
}

export const mixlora = defineTrainingMethod({
  id: 'mixlora',
  name: 'MixLoRA',
  kind: 'experts',
  paper: 'arXiv:2404.15159',
  summary: 'Turns each dense feed-forward into a mixture of low-rank experts over the frozen base; exports as a full mixture of experts.',
  options: {
    experts: { type: 'integer', default: 8, min: 2, max: 256, help: 'Low-rank experts per layer.', symbol: 'N' },
    topK: { type: 'integer', default: 2, min: 2, max: 64, help: 'Experts that each token uses.', symbol: 'K' },
    rank: { type: 'integer', default: 8, min: 1, max: 256, help: 'Rank of each expert.', symbol: 'r' },
    alpha: { type: 'number', default: 16, min: 0, help: 'Updates are scaled by alpha / rank.', symbol: 'α' },
    attention: { type: 'flag', default: true, help: 'Train a shared LoRA of the same rank on the attention projections.' },
    routerInit: { type: 'number', default: 0.02, min: 0, max: 1, help: 'Standard deviation of the router weights at the start.' },
  },
  learningRate: 2e-4,
  attach(target, { experts, topK, rank, alpha, attention, routerInit }) {
    requireDense(target, experts, topK);
    const settings = { experts, topK, rank, scale: alpha / rank };
    const shared: Attachment = attention ? lora.attach(target, { rank, alpha, targets: ['attention'] }) : { trains: [], adds: [] };
    const adds: AddedParameter[] = [...shared.adds];
    const ffn = new Map<number, FfnHook>();
    for (let layer = 0; layer < target.config.layers; layer++) {
      adds.push(...layerParameters(target, layer, settings, routerInit));
      ffn.set(layer, ffnHook(settings));
    }
    return { trains: [], adds, ffn, ...(shared.linear && { linear: shared.linear }), materialise: materialise(target, settings, shared) };
  },
});

function requireDense({ config }: AttachTarget, experts: number, topK: number): void {
  if (topK > experts)
    throw new MixwrightError('BAD_OPTIONS', `mixlora: topK ${topK} exceeds the ${experts} experts`, {
      field: 'mixlora.topK',
      hint: 'choose at most as many as there are experts',
    });
  const layer = config.ffn.findIndex((ffn) => ffn.kind !== 'dense' || ffn.bias);
  if (layer < 0) return;
  throw new MixwrightError(
    'BAD_RECIPE',
    `mixlora builds its experts on a dense feed-forward without biases; layer ${layer} has ${config.ffn[layer]?.kind === 'moe' ? 'experts already' : 'biases'}`,
    {
      field: 'methods',
      hint: 'on a mixture of experts use lora with targets experts and attention',
    },
  );
}

const projections = ['gate_proj', 'up_proj', 'down_proj'] as const;

function expertPath(layer: number, projection: (typeof projections)[number]): string {
  return `model.layers.${layer}.mlp.experts.${projection}`;
}

function routerName(layer: number): string {
  return `model.layers.${layer}.mlp.router.weight`;
}

function layerParameters({ config, random }: AttachTarget, layer: number, { experts, rank }: Settings, routerInit: number): readonly AddedParameter[] {
  const width = (config.ffn[layer] as DenseFfn).width;
  const name = routerName(layer);
  const purpose = hash32(name);
  const router: AddedParameter = {
    name,
    shape: [experts, config.hiddenSize],
    layer,
    initial: (index) => random.normal(purpose, index) * routerInit,
    weightDecay: true,
    // All experts are alike while every B is zero.
    zeroAtInit: 'firstStep',
  };
  const pairs = projections.flatMap((projection) => {
    const [inner, out] = projection === 'down_proj' ? [width, config.hiddenSize] : [config.hiddenSize, width];
    return lowRankPair({ name: expertPath(layer, projection), layer, rank, inner, out, experts }, random);
  });
  return [router, ...pairs];
}

function ffnHook({ topK, rank, scale }: Settings): FfnHook {
  return (context, layer, x) => {
    const routing = route(matmul(x, context.parameter(routerName(layer)), { transposeB: true }), { layer, topK, normalize: true });
    const base = (projection: (typeof projections)[number], input: Tensor): Tensor =>
      linear(context, { weight: `model.layers.${layer}.mlp.${projection}.weight`, layer, kind: 'mlp', projection }, input);
    const down = (projection: (typeof projections)[number], input: Tensor): Tensor =>
      matmul(input, context.parameter(`${expertPath(layer, projection)}.lora_A`), { transposeB: true });
    const up = (projection: (typeof projections)[number], low: Tensor): Tensor =>
      affine(matmul(low, context.parameter(`${expertPath(layer, projection)}.lora_B`)), scale);
    const masks = slotMasks(routing, rank);

    const [gate, upward] = [base('gate_proj', x), base('up_proj', x)];
    const [gateLow, upLow] = [down('gate_proj', x), down('up_proj', x)];
    const slots = masks.map((mask, j) => {
      const hidden = mul(silu(add(gate, up('gate_proj', mul(gateLow, mask)))), add(upward, up('up_proj', mul(upLow, mask))));
      const weight = slice(routing.weights, 1, j, 1);
      const low = mul(mul(down('down_proj', hidden), mask), weight);
      return { mixed: mul(hidden, weight), low };
    });
    const sum = (parts: readonly Tensor[]): Tensor => parts.reduce(add);
    const output = add(base('down_proj', sum(slots.map(({ mixed }) => mixed))), up('down_proj', sum(slots.map(({ low }) => low))));
    return { output, routing };
  };
}

/** Per slot, f32 [T, E·r]: 1 in the columns of the expert the slot chose. */
function slotMasks({ chosen }: Routing, rank: number): readonly Tensor[] {
  const [tokens, topK, experts] = chosen.shape as readonly [number, number, number];
  return Array.from({ length: topK }, (_, j) =>
    reshape(broadcast(reshape(slice(chosen, 1, j, 1), [tokens, experts, 1]), [tokens, experts, rank]), [tokens, experts * rank]),
  );
}

/** Expert e of a layer is the dense feed-forward with its own updates merged in; attention takes the shared ones. */
function materialise(target: AttachTarget, { experts, topK, rank, scale }: Settings, shared: Attachment): Materialisation {
  const { config, moeTwin } = target;
  if ('refused' in moeTwin) return moeTwin;
  const sharedMerge = shared.materialise;
  return {
    config: moeTwin.configWith(config.ffn.map((ffn) => ({ kind: 'moe', experts, topK, width: (ffn as DenseFfn).width, normalizeTopK: true, sharedWidth: 0 }))),
    async parameter(spec, expert, read) {
      if (spec.role === 'experts') return mergedExpert(spec, expert as number, read, { rank, scale });
      if (sharedMerge && 'parameter' in sharedMerge) return sharedMerge.parameter(spec, expert, read);
      return read(spec.name);
    },
  };
}

async function mergedExpert(spec: ParameterSpec, expert: number, read: ReadTensor, { rank, scale }: { rank: number; scale: number }): Promise<Float32Array> {
  const [, out, inner] = spec.shape as readonly [number, number, number];
  const weight = await read(spec.name.replace('.mlp.experts.', '.mlp.'));
  const path = spec.name.replace(/\.weight$/, '');
  const a = await read(`${path}.lora_A`, expert);
  const b = transpose(await read(`${path}.lora_B`, expert), rank, out);
  return mergeLowRank(weight, a, b, { rank, inner, out, scale });
}
