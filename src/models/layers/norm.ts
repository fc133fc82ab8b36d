/** RMS norm with its weight (arXiv:1910.07467), over the innermost axis. */
import type { Tensor } from '../../engine/graph.ts';
import { mul } from '../../engine/ops/mul.ts';
import { rmsNorm } from '../../engine/ops/rmsNorm.ts';
import { toFloat32 } from '../../engine/ops/toFloat32.ts';
import type { ForwardContext } from '../sites.ts';

export function norm(context: ForwardContext, weight: string, x: Tensor): Tensor {
  return mul(rmsNorm(x, context.config.rmsNormEpsilon), toFloat32(context.parameter(weight)));
}
