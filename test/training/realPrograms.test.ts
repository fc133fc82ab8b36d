import { describe, expect, it } from 'vitest';
import { batchInputs } from '../../src/compile/batchInputs.ts';
import { windowsOf } from '../../src/compile/context.ts';
import { compileTraining } from '../../src/compile/training.ts';
import { createBatches } from '../../src/data/batches.ts';
import { createGgmlExecutor } from '../../src/engine/executors/ggml/executor.ts';
import { loadGgml } from '../../src/llamacpp/ggml.ts';
import type { MethodUse } from '../../src/shared/recipe.ts';
import { train } from '../../src/training/loop.ts';
import { cpuDevice } from '../support/executors.ts';
import { denseFfn, moeFfn, tinyConfig, tinyTarget, tinyTraining, writeVariables } from '../support/tinyModel.ts';
import { defaults, stepsOf, tinyLoop } from './support.ts';
import { tinyPrograms, tinySamples } from './tinyPrograms.ts';

const balancing: MethodUse = { id: 'load-balancing-loss', options: { coefficient: 0.01 } };

/** The method's own programs through the real loop on ggml, on a rule that can be learnt. */
async function run(ffn: typeof denseFfn | typeof moeFfn, methods: readonly MethodUse[]) {
  const config = tinyConfig(ffn);
  const programs = compileTraining(tinyTarget(config, methods), tinyTraining, false);
  const ggml = loadGgml();
  const executor = createGgmlExecutor({ ggml, device: cpuDevice(ggml), threads: 1 });
  const session = executor.compile(programs.programs);
  try {
    writeVariables(session, programs.variables);
    const { microBatch, sequenceLength } = tinyTraining;
    const batches = createBatches(tinySamples(20, sequenceLength), { microBatch, sequenceLength, packing: true, seed: 1, shuffle: true });
    const { loop, recorded } = tinyLoop(tinyPrograms(), session, { batches, settings: { ...defaults, steps: 16, learningRate: 0.01 } });
    await train({ ...loop, programs, inputs: (batch, totals) => batchInputs(batch, totals, windowsOf(config)) });
    return { steps: stepsOf(recorded), report: recorded.reports[0] };
  } finally {
    session.dispose();
    executor.dispose();
  }
}

describe('methods in the loop', () => {
  it.each([
    ['full on a dense model', denseFfn, [{ id: 'full', options: {} }]],
    ['full on a mixture of experts', moeFfn, [{ id: 'full', options: {} }, balancing]],
    ['LoRA on attention and experts', moeFfn, [{ id: 'lora', options: { rank: 2, targets: ['attention', 'experts'] } }]],
    ['MixLoRA on a dense model', denseFfn, [{ id: 'mixlora', options: { experts: 4, rank: 2 } }, balancing]],
  ] as const)('%s: every trained tensor learns and the loss falls', async (_, ffn, methods) => {
    const { steps, report } = await run(ffn, methods);
    expect(report).toMatchObject({ ok: true, faults: [] });
    expect(steps.at(-1)?.loss).toBeLessThan(steps[0]?.loss as number);
    for (const { routers = [] } of steps) for (const { load } of routers) expect(load.reduce((sum, share) => sum + share, 0)).toBeCloseTo(load.length, 6);
  });
});
