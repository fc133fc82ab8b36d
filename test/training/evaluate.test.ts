import { describe, expect, it } from 'vitest';
import { createBatches } from '../../src/data/batches.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { tinyInputs, tinyPrograms, tinySamples, tinySession } from './tinyPrograms.ts';

const totals = { trainedTokens: 1, realTokens: 1 };

function evaluation(microBatch: number, rows = 6, changes: { readonly untrained?: boolean; readonly noTask?: boolean } = {}) {
  const programs = tinyPrograms({ microBatch });
  const session = tinySession(programs);
  const samples = tinySamples(rows, 4).map(({ task, trained, ...sample }) => ({
    ...sample,
    trained: changes.untrained ? new Uint8Array(4) : trained,
    ...(!changes.noTask && task && { task }),
  }));
  const batches = createBatches(samples, { microBatch, sequenceLength: 8, packing: true, seed: 1, shuffle: false });
  let seen = 0;
  const run = () =>
    evaluate({
      session,
      routers: programs.routers,
      batches: batches.epoch(0),
      inputs: (batch) => tinyInputs(batch, totals),
      afterBatch: async (done) => {
        seen = done;
      },
    });
  return { run, session, programs, samples, batches: () => seen };
}

describe('evaluation', () => {
  it('is the mean over trained tokens, however they are batched', async () => {
    const one = await evaluation(1).run();
    const four = await evaluation(4).run();
    expect(one.tokens).toBe(18);
    expect(four.tokens).toBe(18);
    expect(four.loss).toBeCloseTo(one.loss, 6);
    expect(one.perplexity).toBe(Math.exp(one.loss));
  });

  it('gives each task its own mean, which weighted by tokens make the whole', async () => {
    const { loss, tokens, perTask = {} } = await evaluation(2).run();
    expect(Object.keys(perTask).sort()).toEqual(['even', 'odd']);
    const parts = Object.values(perTask);
    expect(parts.reduce((sum, part) => sum + part.loss * part.tokens, 0) / tokens).toBeCloseTo(loss, 12);
    expect(perTask.even?.loss).not.toBe(perTask.odd?.loss);
  });

  it('shows where each task went, in shares of its pairs', async () => {
    const { run, samples } = evaluation(2);
    const { expertLoad = {} } = await run();
    const tokens = samples.filter(({ task }) => task === 'even').flatMap((sample) => [...sample.tokens]);
    const expected = [0, 1, 2, 3].map((expert) => tokens.filter((token) => token % 4 === expert).length / tokens.length);
    expect(expertLoad.even).toEqual([{ layer: 0, load: expected }]);
  });

  it('has no tasks where rows name none', async () => {
    const result = await evaluation(2, 6, { noTask: true }).run();
    expect(result).not.toHaveProperty('perTask');
    expect(Object.keys(result.expertLoad ?? {})).toEqual(['']);
  });

  it('tells its progress after every batch', async () => {
    const { run, batches } = evaluation(2);
    await run();
    expect(batches()).toBe(2);
  });

  it('refuses rows without a trained token, and losses that are no numbers', async () => {
    await expect(evaluation(2, 4, { untrained: true }).run()).rejects.toMatchObject({ code: 'NOTHING_TRAINABLE' });
    const { run, session, programs } = evaluation(2);
    for (const { tensors } of programs.groups) for (const { parameter } of tensors) session.values(parameter).fill(Number.NaN);
    await expect(run()).rejects.toMatchObject({ code: 'NOT_FINITE' });
  });
});
