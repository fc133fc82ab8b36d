import { describe, expect, it } from 'vitest';
import type { CompiledModel } from '../../src/compile/context.ts';
import { decodingPrograms } from '../../src/compile/decoding.ts';
import { modelVariables } from '../../src/compile/modelVariables.ts';
import { withSampling } from '../../src/compile/sampling.ts';
import { logitsProgram } from '../../src/compile/scoring.ts';
import { compileTraining } from '../../src/compile/training.ts';
import type { Executor, Session } from '../../src/engine/executors/executor.ts';
import { createReferenceExecutor } from '../../src/engine/executors/reference/executor.ts';
import { toleranceUse } from '../../src/engine/executors/tolerances.ts';
import type { MoeFfn } from '../../src/models/model.ts';
import type { MethodUse } from '../../src/shared/recipe.ts';
import { createTokenMemory } from '../../src/training/tokenMemory.ts';
import { testedExecutors } from '../support/executors.ts';
import { denseFfn, moeFfn, tinyConfig, tinyTarget, tinyTraining, writeVariables } from '../support/tinyModel.ts';

const tokens = [3, 17, 5, 5, 20, 1, 8, 14, 2, 11, 9];

const models: readonly [string, ReturnType<typeof tinyTarget>][] = [
  ['experts of full width', tinyTarget(tinyConfig(moeFfn), [])],
  [
    'a shared expert, weights not normalised',
    tinyTarget(tinyConfig({ ...(moeFfn as MoeFfn), normalizeTopK: false, sharedWidth: 8 }, { modelType: 'qwen2_moe' }), []),
  ],
  ['mixlora', tinyTarget(tinyConfig(denseFfn), [{ id: 'mixlora', options: { experts: 4, topK: 2, rank: 2 } }])],
  ['a sliding window', tinyTarget(tinyConfig(moeFfn, { attention: { ...tinyConfig(moeFfn).attention, windows: [4, 4] } }), [])],
];

function compiled(target: ReturnType<typeof tinyTarget>): CompiledModel {
  return { config: target.config, variables: modelVariables(target, target.attached, 'stored'), sites: target.attached.sites };
}

function opened(executor: Executor, model: CompiledModel, programs: Parameters<Executor['compile']>[0]): Session {
  const session = executor.compile(programs);
  writeVariables(session, [...model.variables.values()], 3);
  return session;
}

const executors = [
  { label: 'reference', tolerance: { relative: 1e-9, absolute: 1e-9 }, open: (): Executor => createReferenceExecutor() },
  ...testedExecutors(),
];

describe.each(executors)('decoding on $label', ({ tolerance, open }) => {
  it.each(models)('piece by piece gives the logits and choices of the whole forward pass: %s', (_, target) => {
    const model = compiled(target);
    const reference = createReferenceExecutor();
    const whole = opened(reference, model, { logits: logitsProgram(model, { microBatch: 1, sequence: tokens.length }) });
    const window = target.config.attention.windows[0] ?? null;
    const mask = Float32Array.from({ length: tokens.length ** 2 }, (__, i) => {
      const [query, key] = [Math.floor(i / tokens.length), i % tokens.length];
      return key <= query && (window === null || key > query - window) ? 0 : Number.NEGATIVE_INFINITY;
    });
    const positions = Int32Array.from(tokens.keys());
    const expected = whole.run('logits', { tokens: Int32Array.from(tokens), positions, [window === null ? 'mask' : `mask:${window}`]: mask });

    const executor = open();
    try {
      const decoding = decodingPrograms(model, { rows: 1, promptLength: 4, length: 16 }, { routing: true });
      const session = opened(executor, model, decoding.programs);
      expect(executor.plan(decoding.programs)).toEqual(session.memory);
      const memory = createTokenMemory(session, decoding);
      const last = (count: number): ArrayLike<number> => (expected.logits as Float32Array).subarray((count - 1) * 23, count * 23);
      // A whole piece, one that is padded, one token alone.
      for (const [from, to] of [
        [0, 4],
        [4, 7],
        [7, 8],
        [8, 11],
      ] as const) {
        expect(toleranceUse(memory.feed(tokens.slice(from, to)), last(to), tolerance)).toBeLessThanOrEqual(1);
      }
      for (const [i, { layer, topK }] of decoding.routers.entries()) {
        const ids = tokens.flatMap((__, position) => memory.routing(position)[i]?.experts ?? []);
        expect(ids).toEqual([...(expected[`expertIds:${layer}`] ?? [])]);
        for (const position of tokens.keys()) {
          const { weights } = memory.routing(position)[i] ?? { weights: [] };
          expect(weights).toHaveLength(topK);
          expect([...weights].sort((a, b) => b - a)).toEqual(weights);
        }
      }
      // Cut back to what another conversation begins with, it goes on as if it had read that one only.
      expect(memory.keep([...tokens.slice(0, 5), 22])).toBe(5);
      expect(toleranceUse(memory.feed(tokens.slice(5, 8)), last(8), tolerance)).toBeLessThanOrEqual(1);
    } finally {
      executor.dispose();
      reference.dispose();
    }
  });
});

describe('a training run that answers samples', () => {
  it('is planned and allocated with the caches, on every executor, and without them takes less', () => {
    const methods: readonly MethodUse[] = [{ id: 'lora', options: { rank: 2 } }];
    for (const { open } of executors) {
      const target = tinyTarget(tinyConfig(moeFfn), methods);
      const trained = compileTraining(target, tinyTraining, false);
      const { programs, decoding } = withSampling(trained, target.attached.sites, { rows: 2, promptLength: 5, length: 9 });
      const executor = open();
      try {
        const session = executor.compile(programs.programs);
        expect(executor.plan(programs.programs)).toEqual(session.memory);
        expect(session.memory.total).toBeGreaterThan(executor.plan(trained.programs).total);
        const known = new Set(programs.variables.map(({ variable }) => variable));
        expect(decoding.cache.some((variable) => known.has(variable))).toBe(false);
      } finally {
        executor.dispose();
      }
    }
  });
});
