/** down(silu(gate(x)) ⊙ up(x)) (arXiv:2002.05202): the dense feed-forward, a shared expert, or all experts' rows at once. */
import type { Tensor } from '../../engine/graph.ts';
import { mul } from '../../engine/ops/mul.ts';
import { silu } from '../../engine/ops/silu.ts';
import type { ExpertRows, ForwardContext, LinearSite } from '../sites.ts';
import { linear } from './linear.ts';

export interface SwigluSite {
  readonly layer: number;
  readonly kind: LinearSite['kind'];
  /** Module path of the three projections. */
  readonly path: string;
  readonly bias?: boolean;
  readonly expertRows?: ExpertRows;
}

/** x [R, d] → [R, d]. */
export function swiglu(context: ForwardContext, { layer, kind, path, bias, expertRows }: SwigluSite, x: Tensor): Tensor {
  const project = (projection: string, input: Tensor): Tensor => {
    const site = { weight: `${path}.${projection}.weight`, layer, kind, projection, ...(expertRows && { expertRows }) };
    return linear(context, site, input, bias ? `${path}.${projection}.bias` : undefined);
  };
  return project('down_proj', mul(silu(project('gate_proj', x)), project('up_proj', x)));
}
