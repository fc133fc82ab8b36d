/** y = x · Wᵀ (+ b), or what a method makes of it. */
import type { Tensor } from '../../engine/graph.ts';
import { add } from '../../engine/ops/add.ts';
import { groupedMatmul } from '../../engine/ops/groupedMatmul.ts';
import { matmul } from '../../engine/ops/matmul.ts';
import { toFloat32 } from '../../engine/ops/toFloat32.ts';
import type { ForwardContext, LinearSite } from '../sites.ts';

/** x [T, in] → [T, out]; an expert site takes rows sorted by expert. `bias` names the bias parameter, if there is one. */
export function linear(context: ForwardContext, site: LinearSite, x: Tensor, bias?: string): Tensor {
  const base = (): Tensor => {
    const weight = context.parameter(site.weight);
    const product = site.expertRows ? groupedMatmul(x, weight, site.expertRows.offsets) : matmul(x, toFloat32(weight), { transposeB: true });
    return bias ? add(product, toFloat32(context.parameter(bias))) : product;
  };
  const hook = context.sites.linear.get(site.weight);
  return hook ? hook(context, site, x, base) : base();
}
