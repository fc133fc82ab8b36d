/** How an architecture's own mixture-of-experts family carries a dense base. */
import type { Architecture, ModelConfig } from '../models/model.ts';
import type { MoeTwin } from './method.ts';

export function moeTwinOf({ moeTwin, modelType }: Architecture, config: ModelConfig): MoeTwin {
  if (!moeTwin) return { refused: `${modelType} has no mixture-of-experts family of the same attention` };
  const refused = moeTwin.refuses(config);
  if (refused) return { refused };
  return { configWith: (ffn) => ({ ...config, modelType: moeTwin.modelType, ffn, routerAuxLossCoefficient: 0.001 }) };
}
