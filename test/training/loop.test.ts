import { describe, expect, it } from 'vitest';
import { createBatches } from '../../src/data/batches.ts';
import { learningRateAt } from '../../src/engine/schedules.ts';
import { describeCheckpoint, restoreCheckpoint, type TensorSlice, tensorSlices } from '../../src/training/checkpoint.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/loop.ts';
import type { LoopState } from '../../src/training/state.ts';
import { clippingScale } from '../../src/training/update.ts';
import { defaults, evaluationsOf, stepsOf, tinyBatches, tinyLoop } from './support.ts';
import { storedAsFloat32, tinyInputs, tinyPrograms, tinySamples, tinySession } from './tinyPrograms.ts';

async function* later(slices: readonly TensorSlice[]): AsyncGenerator<TensorSlice> {
  yield* slices;
}

const identity = { recipe: '', base: '', dataset: '', numerics: {} };

describe('a training run', () => {
  it('lowers the loss and records every step once', async () => {
    const programs = tinyPrograms();
    const { loop, recorded } = tinyLoop(programs, tinySession(programs), { settings: { steps: 60 } });
    const result = await train(loop);
    const steps = stepsOf(recorded);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(steps.at(-1)?.loss).toBeLessThan((steps[0]?.loss as number) / 2);
    expect(result).toMatchObject({ status: 'done', stoppedEarly: false, checkpoint: 'step-60', state: { step: 60, lastLoss: steps.at(-1)?.loss } });
    expect(recorded.saves.map(({ step }) => step)).toEqual([60]);
  });

  it('reports rate, tokens, clock and router health of each step', async () => {
    const programs = tinyPrograms();
    const { loop, recorded } = tinyLoop(programs, tinySession(programs), { settings: { steps: 4 } });
    await train(loop);
    const [first, second] = stepsOf(recorded);
    expect(first).toMatchObject({ tokens: 16, trainedTokens: 14, totalTokens: 16, seconds: 0.5, tokensPerSecond: 32 });
    expect(second?.totalTokens).toBe(32);
    for (const { step, learningRate } of stepsOf(recorded)) {
      expect(learningRate).toBe(learningRateAt('cosine', step, { ...defaults, totalSteps: 4 }));
    }
    const [router] = first?.routers ?? [];
    expect(router?.load.reduce((sum, share) => sum + share, 0)).toBeCloseTo(4, 12);
    expect(router?.maxViolation).toBeCloseTo(Math.max(...(router?.load ?? [])) - 1, 12);
    expect(router?.entropy).toBeCloseTo(1, 6);
  });

  it('gives the same parameters for two micro-batches as for one of twice the size', async () => {
    const run = async (microBatch: number, accumulation: number) => {
      const programs = tinyPrograms({ microBatch });
      const session = tinySession(programs);
      const samples = tinySamples(12);
      const batches = createBatches(samples, { microBatch, sequenceLength: 8, packing: false, seed: 3, shuffle: true });
      const { loop, recorded } = tinyLoop(programs, session, { settings: { accumulation, maxGradNorm: 0, steps: 12 }, batches });
      await train(loop);
      const parameters = programs.groups.flatMap(({ tensors }) => tensors.flatMap(({ parameter }) => [...session.values(parameter)]));
      return { parameters, losses: stepsOf(recorded).map(({ loss }) => loss) };
    };
    const whole = await run(4, 1);
    const parts = await run(2, 2);
    for (const [i, value] of whole.parameters.entries()) expect(Math.abs(value - (parts.parameters[i] as number))).toBeLessThan(1e-12);
    for (const [i, loss] of whole.losses.entries()) expect(parts.losses[i]).toBeCloseTo(loss, 6);
  });

  it('clips gradients to the norm and reports the norm before clipping', async () => {
    const run = async (maxGradNorm: number) => {
      const programs = tinyPrograms({ optimizer: 'sgd' });
      const session = tinySession(programs);
      const bias = programs.groups[1]?.tensors[0];
      if (!bias) throw new Error('the tiny model has a bias');
      const before = [...session.values(bias.parameter)];
      const { loop, recorded } = tinyLoop(programs, session, { settings: { maxGradNorm, steps: 1, warmupSteps: 0, schedule: 'constant', learningRate: 1 } });
      await train(loop);
      return { norm: stepsOf(recorded)[0]?.gradNorm as number, moved: before.map((value, i) => value - (session.values(bias.parameter)[i] as number)) };
    };
    const free = await run(0);
    const clipped = await run(free.norm / 4);
    expect(clipped.norm).toBe(free.norm);
    for (const [i, moved] of clipped.moved.entries()) expect(moved).toBeCloseTo((free.moved[i] as number) / 4, 5);
    expect((await run(free.norm * 2)).moved).toEqual(free.moved);
  });

  it('takes every batch of the source in its order, accumulating across the end of an epoch', async () => {
    const programs = tinyPrograms();
    const batches = tinyBatches(programs, 10);
    const taken: string[] = [];
    const { loop } = tinyLoop(programs, tinySession(programs), { settings: { steps: 4, accumulation: 3 }, batches });
    await train({
      ...loop,
      inputs(batch, totals) {
        taken.push(batch.tokens.join());
        return loop.inputs(batch, totals);
      },
    });
    const expected = [0, 1, 2].flatMap((epoch) => [...batches.epoch(epoch)].map(({ tokens }) => tokens.join()));
    expect(taken).toEqual(expected.slice(0, 12));
  });

  it('gives each group its own share of the rate, and ends the step', async () => {
    const programs = tinyPrograms({ optimizer: 'sgd' });
    const session = tinySession(programs);
    const [matrices, vectors] = programs.groups;
    const [table, bias] = [matrices?.tensors[0], vectors?.tensors[0]];
    if (!table || !bias) throw new Error('the tiny model has a table and a bias');
    const before = [...session.values(bias.parameter)];
    const { loop } = tinyLoop(programs, session, { settings: { steps: 1, warmupSteps: 0, maxGradNorm: 0, learningRate: 0.25 } });
    await train(loop);
    for (const [i, start] of before.entries()) {
      expect(session.values(bias.parameter)[i]).toBeCloseTo(start - 0.25 * 0.5 * (session.values(bias.gradient)[i] as number), 9);
    }
    const counts = [...session.variables].find(({ kind }) => kind === 'buffer');
    expect([...session.values(counts ?? bias.parameter)]).toEqual([0, 0, 0, 0]);
  });

  it('never clips when the maximum is 0 or the norm is below it', () => {
    expect(clippingScale(1e9, 0)).toBe(1);
    expect(clippingScale(0.5, 1)).toBe(1);
    expect(clippingScale(0, 1)).toBe(1);
    expect(clippingScale(4, 1)).toBeCloseTo(0.25, 6);
  });
});

describe('stopping and going on', () => {
  it('goes on from a checkpoint bit for bit', async () => {
    const programs = tinyPrograms();
    const whole = tinyLoop(programs, storedAsFloat32(tinySession(programs)), { settings: { steps: 20 } });
    await train(whole.loop);

    const interrupted = storedAsFloat32(tinySession(programs));
    let slices: TensorSlice[] = [];
    let header: ReturnType<typeof describeCheckpoint> | undefined;
    const save = async (state: LoopState): Promise<string> => {
      header = describeCheckpoint(interrupted, { state, metricsBytes: 0, identity });
      slices = [...tensorSlices(interrupted)];
      return 'here';
    };
    let asked = 0;
    const first = tinyLoop(programs, interrupted, { settings: { steps: 20 }, hooks: { save, command: async () => (++asked > 7 ? 'stop' : null) } });
    expect(await train(first.loop)).toMatchObject({ status: 'stopped', state: { step: 7 } });

    const restored = storedAsFloat32(tinySession(programs));
    if (!header) throw new Error('stopping saves');
    await restoreCheckpoint(restored, header, later(slices));
    const start = JSON.parse(JSON.stringify(header.state)) as LoopState;
    const second = tinyLoop(programs, restored, { settings: { steps: 20 }, start, checkpoint: 'here' });
    await train(second.loop);

    const withoutClock = (metrics: ReturnType<typeof stepsOf>) => metrics.map(({ seconds: _, tokensPerSecond: __, memoryBytes: ___, ...rest }) => rest);
    expect([...withoutClock(stepsOf(first.recorded)), ...withoutClock(stepsOf(second.recorded))]).toEqual(withoutClock(stepsOf(whole.recorded)));
  });

  it('saves before it pauses, and saves nothing twice', async () => {
    const programs = tinyPrograms();
    let asked = 0;
    const { loop, recorded } = tinyLoop(programs, tinySession(programs), {
      settings: { checkpointEvery: 3 },
      hooks: { command: async () => (++asked > 6 ? 'pause' : null) },
    });
    expect(await train(loop)).toMatchObject({ status: 'paused', checkpoint: 'step-6' });
    expect(recorded.saves.map(({ step }) => step)).toEqual([3, 6]);
    expect(recorded.events.filter(({ type }) => type === 'checkpoint')).toEqual([
      { type: 'checkpoint', step: 3, path: 'step-3' },
      { type: 'checkpoint', step: 6, path: 'step-6' },
    ]);
  });

  it('ends at once when stopped before the first step', async () => {
    const programs = tinyPrograms();
    const { loop } = tinyLoop(programs, tinySession(programs), { hooks: { command: async () => 'stop' } });
    expect(await train(loop)).toMatchObject({ status: 'stopped', checkpoint: null, state: { step: 0 } });
  });

  it('keeps the best evaluation and stops after patience evaluations without a better one', async () => {
    const programs = tinyPrograms();
    const losses = [3, 2, 2.5, 2, 1];
    const { loop, recorded } = tinyLoop(programs, tinySession(programs), {
      settings: { evalEvery: 2, checkpointEvery: 100, earlyStop: { patience: 2 } },
      hooks: {
        evaluate: async () => {
          const loss = losses.shift() as number;
          return { loss, perplexity: Math.exp(loss), tokens: 5 };
        },
      },
    });
    expect(await train(loop)).toMatchObject({ status: 'done', stoppedEarly: true, state: { step: 8, best: { step: 4, loss: 2 } } });
    expect(evaluationsOf(recorded).map(({ step, best }) => [step, best])).toEqual([
      [2, true],
      [4, true],
      [6, false],
      [8, false],
    ]);
    expect(recorded.saves.map(({ step }) => step)).toEqual([2, 4, 8]);
  });

  it('evaluates on real losses that fall', async () => {
    const programs = tinyPrograms();
    const session = tinySession(programs);
    const batches = tinyBatches(programs);
    const { loop, recorded } = tinyLoop(programs, session, {
      settings: { evalEvery: 15 },
      hooks: {
        evaluate: () =>
          evaluate({
            session,
            routers: programs.routers,
            batches: batches.epoch(0),
            inputs: (batch) => tinyInputs(batch, { trainedTokens: 1, realTokens: 1 }),
          }),
      },
    });
    await train(loop);
    const [first, last] = evaluationsOf(recorded);
    expect(last?.loss).toBeLessThan(first?.loss as number);
    expect(last?.perTask).toHaveProperty('even');
  });
});

describe('the non-finite guard', () => {
  it('stops before the update, naming step, rows and the last good checkpoint', async () => {
    const programs = tinyPrograms();
    const session = tinySession(programs);
    const bias = programs.groups[1]?.tensors[0]?.parameter;
    if (!bias) throw new Error('the tiny model has a bias');
    let asked = 0;
    let good: number[] = [];
    const { loop, recorded } = tinyLoop(programs, session, {
      settings: { checkpointEvery: 2 },
      hooks: {
        async command() {
          if (++asked === 4) {
            good = [...session.values(programs.groups[0]?.tensors[0]?.parameter ?? bias)];
            session.values(bias)[0] = Number.NaN;
          }
          return null;
        },
      },
    });
    await expect(train(loop)).rejects.toMatchObject({
      code: 'NOT_FINITE',
      message: expect.stringMatching(/^step 4: .*the loss is NaN.*tiny\.jsonl:\d+/),
      details: { file: 'tiny.jsonl', hint: expect.stringContaining('step-2') },
    });
    expect([...session.values(programs.groups[0]?.tensors[0]?.parameter ?? bias)]).toEqual(good);
    expect(stepsOf(recorded)).toHaveLength(3);
  });

  it('stops on gradients whose norm is infinite although the loss is finite', async () => {
    const programs = tinyPrograms();
    const session = tinySession(programs);
    const broken = {
      ...session,
      run: (name: string, inputs?: Parameters<typeof session.run>[1]) => {
        const gradient = programs.groups[0]?.tensors[0]?.gradient;
        if (name === 'gradientNorm' && gradient) session.values(gradient)[0] = Number.POSITIVE_INFINITY;
        return session.run(name, inputs);
      },
    };
    const { loop } = tinyLoop(programs, broken);
    await expect(train(loop)).rejects.toMatchObject({ code: 'NOT_FINITE', message: expect.stringContaining('norm of the gradients is infinite') });
  });
});
