import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsFile, metricsFile, openMetricsLog, samplesFile } from '../../src/host/metricsLog.ts';
import type { StepMetric } from '../../src/shared/run.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mixwright-metrics-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function stepMetric(step: number): StepMetric {
  return {
    type: 'step',
    step,
    loss: 1 / step,
    learningRate: 0.1,
    gradNorm: 1,
    tokens: 8,
    trainedTokens: 4,
    totalTokens: 8 * step,
    tokensPerSecond: 1,
    seconds: 1,
  };
}

async function linesOf(file: string): Promise<readonly { readonly type: string; readonly step?: number }[]> {
  const text = await readFile(join(directory, file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { type: string });
}

/** Records steps 1 … count; gives the log's length after each. */
async function recorded(count: number): Promise<readonly number[]> {
  const log = await openMetricsLog(directory);
  const lengths: number[] = [];
  for (let step = 1; step <= count; step++) {
    await log.record(stepMetric(step));
    lengths.push(await log.sync());
  }
  await log.close();
  return lengths;
}

describe('the metrics log', () => {
  it('keeps steps and evaluations apart from other events, and progress nowhere', async () => {
    const log = await openMetricsLog(directory);
    await log.record(stepMetric(1));
    await log.record({ type: 'progress', phase: 'train', done: 1, total: 2, unit: 'steps' });
    await log.record({ type: 'phase', phase: 'training' });
    await log.record({ type: 'eval', step: 1, loss: 2, perplexity: 7.4, tokens: 9, best: true });
    await log.close();
    expect((await linesOf(metricsFile)).map(({ type }) => type)).toEqual(['step', 'eval']);
    expect((await linesOf(eventsFile)).map(({ type }) => type)).toEqual(['phase']);
  });

  it('tells its length in bytes, so that numbers come back exactly', async () => {
    const lengths = await recorded(3);
    expect(lengths.at(-1)).toBe((await readFile(join(directory, metricsFile))).length);
    expect(await linesOf(metricsFile)).toEqual([1, 2, 3].map(stepMetric));
  });

  it('cuts back to the checkpoint on resume, counts what it dropped, and records each step once', async () => {
    const lengths = await recorded(5);
    const log = await openMetricsLog(directory, { step: 3, metricsBytes: lengths[2] as number });
    expect(log.dropped).toBe(2);
    for (const step of [4, 5, 6]) await log.record(stepMetric(step));
    await log.close();
    expect((await linesOf(metricsFile)).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('starts over when there is no checkpoint yet', async () => {
    await recorded(3);
    const log = await openMetricsLog(directory);
    expect(log.dropped).toBe(3);
    expect(await log.sync()).toBe(0);
    await log.close();
  });

  it.each([0, 2])('drops a torn last line, with %i whole records beyond the checkpoint', async (beyond) => {
    const lengths = await recorded(2 + beyond);
    await appendFile(join(directory, metricsFile), '{"type":"step","st');
    const log = await openMetricsLog(directory, { step: 2, metricsBytes: lengths[1] as number });
    expect(log.dropped).toBe(beyond + 1);
    await log.record(stepMetric(3));
    await log.close();
    expect((await linesOf(metricsFile)).map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  it('never keeps half a line, even when told to', async () => {
    const lengths = await recorded(2);
    const log = await openMetricsLog(directory, { step: 2, metricsBytes: (lengths[1] as number) - 5 });
    expect(await log.sync()).toBe(lengths[0]);
    await log.close();
  });

  it('keeps events over a resume and mends a torn last one', async () => {
    await writeFile(join(directory, eventsFile), '{"type":"phase","phase":"training"}\n{"type":"no');
    const log = await openMetricsLog(directory);
    await log.record({ type: 'resumed', step: 0, dropped: 0 });
    await log.close();
    expect((await linesOf(eventsFile)).map(({ type }) => type)).toEqual(['phase', 'resumed']);
  });

  it('keeps samples by step: one per step and prompt, also after a resume, and no file without any', async () => {
    const sample = (step: number, prompt: string) => ({ type: 'sample', step, prompt, text: `ä ${step}`, tokens: 2, end: 'stop' }) as const;
    const log = await openMetricsLog(directory);
    await log.record(stepMetric(1));
    await log.close();
    expect(existsSync(join(directory, samplesFile))).toBe(false);
    const first = await openMetricsLog(directory);
    for (const step of [5, 10, 15]) for (const prompt of ['a', 'b']) await first.record(sample(step, prompt));
    await first.close();
    await appendFile(join(directory, samplesFile), '{"type":"sample","st');
    const resumed = await openMetricsLog(directory, { step: 10, metricsBytes: 0 });
    await resumed.record(sample(15, 'a'));
    await resumed.close();
    expect(await linesOf(samplesFile)).toEqual([sample(5, 'a'), sample(5, 'b'), sample(10, 'a'), sample(10, 'b'), sample(15, 'a')]);
    expect((await linesOf(eventsFile)).length).toBe(0);
  });
});
