import { describe, expect, it } from 'vitest';
import { decodingPrograms } from '../../../src/compile/decoding.ts';
import { modelVariables } from '../../../src/compile/modelVariables.ts';
import { compileTraining } from '../../../src/compile/training.ts';
import { createReferenceExecutor } from '../../../src/engine/executors/reference/executor.ts';
import { elementCount } from '../../../src/engine/shape.ts';
import { findArchitecture } from '../../../src/models/architectures/index.ts';
import type { MoeFfn } from '../../../src/models/model.ts';
import { modelMemory } from '../../../src/services/models/modelMemory.ts';
import { moeFfn, tinyConfig, tinyTarget, tinyTraining } from '../../support/tinyModel.ts';

describe('what a model takes in memory', () => {
  it.each([
    ['a mixture', tinyConfig(moeFfn)],
    ['tied embeddings', tinyConfig(moeFfn, { tiedEmbeddings: true })],
    ['a shared expert', tinyConfig({ ...(moeFfn as MoeFfn), sharedWidth: 8 }, { modelType: 'qwen2_moe' })],
  ])('is what a compiled plan says of weights, gradients and moments, and what the decoder keeps: %s', (_, config) => {
    const memory = modelMemory(findArchitecture(config.modelType), config);
    const target = tinyTarget(config, [{ id: 'full', options: {} }]);
    const { frozen, trained, gradients, optimizer } = createReferenceExecutor().plan(compileTraining(target, tinyTraining, false).programs);
    expect([frozen, trained + gradients + optimizer]).toEqual([0, memory.fullTraining]);
    const [rows, length] = [2, config.maxPositions];
    const model = { config, variables: modelVariables(target, target.attached, 'stored'), sites: target.attached.sites };
    const { cache } = decodingPrograms(model, { rows, promptLength: 4, length });
    const bytes = cache.reduce((sum, { shape }) => sum + elementCount(shape) * 4, 0);
    expect(bytes).toBe(rows * memory.positions * memory.cacheBytesPerToken);
  });
});
