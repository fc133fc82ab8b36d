import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../src/shared/recipe.ts';
import { describeCheckpoint, restoreCheckpoint, type TensorSlice, tensorSlices } from '../../src/training/checkpoint.ts';
import { identityDrift, type RunIdentity, recipeIdentity } from '../../src/training/runIdentity.ts';
import { initialState } from '../../src/training/state.ts';
import { tinyPrograms, tinySession } from './tinyPrograms.ts';

const identity: RunIdentity = { recipe: 'r', base: 'b', dataset: 'd', numerics: { threads: 2, library: '0.23.0' } };

async function* stream(slices: Iterable<TensorSlice>): AsyncGenerator<TensorSlice> {
  yield* slices;
}

function checkpointOf(session: ReturnType<typeof tinySession>) {
  return { header: describeCheckpoint(session, { state: initialState, metricsBytes: 0, identity }), slices: [...tensorSlices(session)] };
}

describe('a checkpoint', () => {
  it('holds what training changes and nothing else', () => {
    const { header } = checkpointOf(tinySession(tinyPrograms()));
    expect(header.tensors.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
      ['bias', 'trained', 44],
      ['bias#moment1', 'optimizer', 44],
      ['bias#moment2', 'optimizer', 44],
      ['experts', 'trained', 176],
      ['experts#moment1', 'optimizer', 176],
      ['experts#moment2', 'optimizer', 176],
      ['stepCounts:0', 'buffer', 16],
      ['table', 'trained', 484],
      ['table#moment1', 'optimizer', 484],
      ['table#moment2', 'optimizer', 484],
    ]);
  });

  it('restores every byte', async () => {
    const source = tinySession(tinyPrograms());
    const { header, slices } = checkpointOf(source);
    const target = tinySession(tinyPrograms());
    for (const variable of target.variables) target.zero(variable);
    await restoreCheckpoint(target, header, stream(slices));
    expect(checkpointOf(target).slices).toEqual(slices);
  });

  it('refuses a session that trains other tensors, before writing anything', async () => {
    const { header, slices } = checkpointOf(tinySession(tinyPrograms({ optimizer: 'adamw' })));
    const target = tinySession(tinyPrograms({ optimizer: 'sgd' }));
    const before = checkpointOf(target).slices;
    await expect(restoreCheckpoint(target, header, stream(slices))).rejects.toMatchObject({
      code: 'RESUME_REFUSED',
      message: expect.stringContaining('moment1'),
    });
    expect(checkpointOf(target).slices).toEqual(before);
  });

  it('refuses tensors of another shape, and missing ones', async () => {
    const session = tinySession(tinyPrograms());
    const { header, slices } = checkpointOf(session);
    const reshaped = { ...header, tensors: header.tensors.map((tensor) => (tensor.name === 'bias' ? { ...tensor, shape: [1, 11] } : tensor)) };
    await expect(restoreCheckpoint(session, reshaped, stream(slices))).rejects.toMatchObject({ code: 'RESUME_REFUSED', details: { tensor: 'bias' } });
    const shorter = { ...header, tensors: header.tensors.filter(({ name }) => name !== 'table') };
    await expect(restoreCheckpoint(session, shorter, stream(slices))).rejects.toMatchObject({ code: 'RESUME_REFUSED', details: { tensor: 'table' } });
  });

  it('notices slices that are missing, doubled or strange', async () => {
    const session = tinySession(tinyPrograms());
    const { header, slices } = checkpointOf(session);
    const damaged = { code: 'CHECKPOINT_DAMAGED' };
    await expect(restoreCheckpoint(session, header, stream(slices.slice(1)))).rejects.toMatchObject(damaged);
    await expect(restoreCheckpoint(session, header, stream([...slices, slices[0] as TensorSlice]))).rejects.toMatchObject(damaged);
    await expect(restoreCheckpoint(session, header, stream([{ ...(slices[0] as TensorSlice), name: 'other' }]))).rejects.toMatchObject(damaged);
  });
});

describe('the identity of a run', () => {
  const recipe: Recipe = {
    model: '/a/base',
    dataset: { files: ['/a/x.jsonl'], evalFiles: [], evalShare: 0.1, packing: true, format: null, map: {}, template: null, taskField: null },
    methods: [{ id: 'lora', options: { rank: 8, alpha: 16 } }],
    training: {
      steps: 10,
      epochs: null,
      microBatch: 2,
      accumulation: 1,
      sequenceLength: 16,
      learningRate: 1e-3,
      warmupSteps: 0,
      schedule: 'cosine',
      optimizer: 'adamw',
      betas: [0.9, 0.999],
      epsilon: 1e-8,
      weightDecay: 0,
      maxGradNorm: 1,
      frozenDtype: 'stored',
      recompute: 'auto',
      seed: 1,
      evalEvery: 5,
      checkpointEvery: 5,
      keepCheckpoints: 2,
      earlyStop: null,
    },
    samples: null,
    device: 'auto',
  };

  it('ignores what resume may change, paths, and the order of options', () => {
    const same: Recipe = {
      ...recipe,
      model: '/b/base',
      dataset: { ...recipe.dataset, files: ['/b/x.jsonl'] },
      methods: [{ id: 'lora', options: { alpha: 16, rank: 8 } }],
      training: { ...recipe.training, steps: 99, evalEvery: 1, checkpointEvery: 7, keepCheckpoints: 5, earlyStop: { patience: 2 } },
    };
    expect(recipeIdentity(same)).toBe(recipeIdentity(recipe));
  });

  it('notices everything else', () => {
    const changed: readonly Recipe[] = [
      { ...recipe, training: { ...recipe.training, learningRate: 2e-3 } },
      { ...recipe, training: { ...recipe.training, seed: 2 } },
      { ...recipe, dataset: { ...recipe.dataset, evalShare: 0.2 } },
      { ...recipe, methods: [] },
    ];
    expect(new Set([recipe, ...changed].map(recipeIdentity)).size).toBe(5);
  });

  it('says in words what drifted', () => {
    expect(identityDrift(identity, identity)).toEqual([]);
    expect(identityDrift(identity, { ...identity, base: 'x', numerics: { threads: 4, variant: 'avx2' } })).toEqual([
      'the base model changed',
      'threads was 2 and is 4 now',
      'library was 0.23.0 and is not set now',
      'variant was not set and is avx2 now',
    ]);
  });

  it('tells that Mixwright itself rounds otherwise now, of one executor', () => {
    const by = (executor: string, arithmetic?: number): RunIdentity => ({ ...identity, numerics: { executor, ...(arithmetic && { arithmetic }) } });
    const drifted = ['this version of Mixwright rounds otherwise than the one that began the run (arithmetic 1 then, 2 now)'];
    expect(identityDrift(by('tfjs', 1), by('tfjs', 2))).toEqual(drifted);
    // Runs from before revisions were counted.
    expect(identityDrift(by('tfjs'), by('tfjs', 2))).toEqual(drifted);
    expect(identityDrift(by('ggml'), by('ggml', 1))).toEqual([]);
    expect(identityDrift(by('ggml', 1), by('tfjs', 2))).toEqual(['executor was ggml and is tfjs now']);
  });
});
