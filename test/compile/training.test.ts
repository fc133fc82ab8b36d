import { describe, expect, it } from 'vitest';
import { batchInputs } from '../../src/compile/batchInputs.ts';
import { windowsOf } from '../../src/compile/context.ts';
import { compileTraining } from '../../src/compile/training.ts';
import type { TensorData } from '../../src/engine/executors/executor.ts';
import { createReferenceExecutor, type ReferenceSession } from '../../src/engine/executors/reference/executor.ts';
import type { Ffn } from '../../src/models/model.ts';
import type { MethodUse } from '../../src/shared/recipe.ts';
import { tinyBatch } from '../support/tinyBatch.ts';
import { denseFfn, moeFfn, tinyConfig, tinyTarget, tinyTraining, writeVariables } from '../support/tinyModel.ts';

const balanced: readonly MethodUse[] = [
  { id: 'load-balancing-loss', options: { coefficient: 0.5 } },
  { id: 'router-z-loss', options: { coefficient: 0.1 } },
];

function compiled(ffn: Ffn, methods: readonly MethodUse[], recompute = false) {
  const config = tinyConfig(ffn);
  const programs = compileTraining(tinyTarget(config, methods), tinyTraining, recompute);
  const session = createReferenceExecutor().compile(programs.programs);
  writeVariables(session, programs.variables);
  const batch = tinyBatch(2, 12, config.vocabSize);
  const inputs = batchInputs(batch, { trainedTokens: batch.trainedTokens, realTokens: batch.realTokens }, windowsOf(config));
  return { programs, session, inputs };
}

/** The whole objective: cross-entropy and weighted auxiliary terms, from a session whose counts are reset. */
function objective(session: ReferenceSession, inputs: Record<string, TensorData>, auxiliary: Readonly<Record<string, number>>): number {
  if (session.memory && Object.keys(auxiliary).length > 0) session.run('endStep');
  const outputs = session.runExact('forwardBackward', inputs);
  const value = (name: string): number => outputs.get(name)?.values[0] as number;
  return Object.entries(auxiliary).reduce((sum, [name, coefficient]) => sum + coefficient * value(`aux:${name}`), value('loss'));
}

describe('the gradients of a whole model', () => {
  it.each([
    ['dense, full', denseFfn, [{ id: 'full', options: {} }]],
    ['mixture of experts, full, with balancing', moeFfn, [{ id: 'full', options: {} }, ...balanced]],
    ['mixture of experts, LoRA on everything', moeFfn, [{ id: 'lora', options: { rank: 2, targets: ['attention', 'experts', 'router'] } }, ...balanced]],
    ['dense, MixLoRA with balancing', denseFfn, [{ id: 'mixlora', options: { experts: 4, rank: 2, routerInit: 0.5 } }, ...balanced]],
  ] as const)('equal finite differences: %s', (_, ffn, methods) => {
    const { programs, session, inputs } = compiled(ffn, methods);
    const trained = programs.groups.flatMap(({ tensors }) => tensors);
    // Away from B = 0, where half of the gradients vanish.
    for (const { parameter } of trained.filter((tensor) => tensor.parameter.name.endsWith('lora_B'))) {
      session.values(parameter).set(Float64Array.from(session.values(parameter), (_value, i) => Math.sin(i) * 0.2));
    }
    objective(session, inputs, programs.auxiliary);
    const analytic = trained.map(({ gradient }) => Float64Array.from(session.values(gradient)));
    trained.forEach(({ parameter }, at) => {
      const values = session.values(parameter);
      for (const index of [0, Math.floor(values.length / 2), values.length - 1]) {
        const held = values[index] as number;
        values[index] = held + 1e-5;
        const up = objective(session, inputs, programs.auxiliary);
        values[index] = held - 1e-5;
        const down = objective(session, inputs, programs.auxiliary);
        values[index] = held;
        expect(analytic[at]?.[index], `${parameter.name}[${index}]`).toBeCloseTo((up - down) / 2e-5, 6);
      }
    });
  });

  it.each([
    ['dense', denseFfn],
    ['mixture of experts', moeFfn],
  ] as const)('are the same when blocks are computed again: %s', (_, ffn) => {
    const methods = ffn.kind === 'moe' ? balanced : [];
    const [kept, again] = [compiled(ffn, methods, false), compiled(ffn, methods, true)];
    for (const { session, inputs, programs } of [kept, again]) objective(session, inputs, programs.auxiliary);
    for (const [g, group] of kept.programs.groups.entries()) {
      for (const [t, { gradient }] of group.tensors.entries()) {
        const other = again.programs.groups[g]?.tensors[t]?.gradient;
        expect(other && again.session.values(other)).toEqual(kept.session.values(gradient));
      }
    }
    expect(again.session.memory.activations).toBeGreaterThan(0);
  });
});

describe('a packed batch', () => {
  it('keeps segments apart: a segment scores the same wherever it stands', () => {
    const { session, inputs } = compiled(denseFfn, []);
    const before = session.runExact('evaluate', pick(inputs)).get('losses')?.values.slice(5, 12);
    const changed = { ...inputs, tokens: (inputs.tokens as Int32Array).map((token, i) => (i < 5 ? (token + 1) % 23 : token)) };
    const after = session.runExact('evaluate', pick(changed)).get('losses')?.values.slice(5, 12);
    expect(after).toEqual(before);
  });

  it('counts each real token once per slot, padding never', () => {
    const { session, inputs } = compiled(moeFfn, balanced);
    const counts = session.runExact('forwardBackward', inputs).get('counts:0')?.values as Float64Array;
    expect(counts.reduce((a, b) => a + b)).toBe(22 * 2);
  });
});

function pick({ tokens, targets, positions, mask }: Record<string, TensorData>): Record<string, TensorData> {
  return { tokens, targets, positions, mask } as Record<string, TensorData>;
}
