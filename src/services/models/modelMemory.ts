/** What a model takes in memory as far as its config alone decides it. What a step computes with comes on top, and only a compiled plan knows that. */
import { type Architecture, type ModelConfig, totalParameters } from '../../models/model.ts';
import type { ModelMemory } from '../../shared/api/models.ts';

const f32Bytes = 4;
/** The weight itself, its gradient, and AdamW's two moments. */
const trainedCopies = 4;

export function modelMemory(architecture: Architecture, config: ModelConfig): ModelMemory {
  const { layers, maxPositions, attention } = config;
  return {
    cacheBytesPerToken: 2 * layers * attention.kvHeads * attention.headDim * f32Bytes,
    positions: maxPositions,
    fullTraining: totalParameters(architecture.parameters(config)) * trainedCopies * f32Bytes,
  };
}
