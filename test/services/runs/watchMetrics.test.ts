import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDigests } from '../../../src/services/runs/digests.ts';
import { lookPause } from '../../../src/services/runs/lookPause.ts';
import { fileStart, readAppended } from '../../../src/services/runs/readAppended.ts';
import { createRouterHistories } from '../../../src/services/runs/routerHistory.ts';
import { restartRun, updateRun } from '../../../src/services/runs/updateRun.ts';
import { watchEvents } from '../../../src/services/runs/watchEvents.ts';
import { createMetricStreams } from '../../../src/services/runs/watchMetrics.ts';
import type { LogEntry, MetricBatch } from '../../../src/shared/api/runs.ts';
import type { StepMetric } from '../../../src/shared/run.ts';
import { evalMetric, newRun, stepMetric, temporaryDataDirectory, temporaryFolder, writeMetrics } from '../support.ts';

/** Steps as a run makes them, each leg with times of its own. */
function steps(from: number, to: number, leg = 1): StepMetric[] {
  return Array.from({ length: to - from + 1 }, (_, i) => stepMetric(from + i, { seconds: 1 + leg / 7 + i / 1000 }));
}

async function append(directory: string, metrics: readonly object[]): Promise<void> {
  await appendFile(join(directory, 'metrics.jsonl'), metrics.map((metric) => `${JSON.stringify(metric)}\n`).join(''));
}

/** Where the line after `step` begins: what a checkpoint of it stores. */
async function lengthUpTo(directory: string, step: number): Promise<number> {
  const lines = (await readFile(join(directory, 'metrics.jsonl'), 'utf8')).split('\n');
  return lines.slice(0, step).reduce((sum, line) => sum + line.length + 1, 0);
}

function reader(directory: string, cursor: { readonly epoch?: number; readonly from?: number } = {}, streams = createMetricStreams()) {
  const abort = new AbortController();
  const batches = streams.watch(directory, { epoch: 0, from: 0, everyMs: 10, ...cursor, signal: abort.signal });
  return {
    async next(): Promise<MetricBatch> {
      return (await batches.next()).value as MetricBatch;
    },
    async leave(): Promise<void> {
      abort.abort();
      await batches.return(undefined);
    },
  };
}

describe('a file that grows', () => {
  it('is read on from the cursor, whole lines only, and from its beginning when it is another', async () => {
    const file = join(await temporaryFolder(), 'log');
    expect(await readAppended(file, fileStart)).toEqual({ rewritten: false, lines: [], cursor: fileStart, more: false });
    await writeFile(file, 'one\ntwo\nthr');
    const first = await readAppended(file, fileStart);
    expect(first).toMatchObject({ rewritten: false, lines: ['one', 'two'], more: false });
    await appendFile(file, 'ee\nfour\n');
    const small = await readAppended(file, first.cursor, 6);
    expect(small).toMatchObject({ lines: ['three'], more: true });
    expect(await readAppended(file, small.cursor)).toMatchObject({ lines: ['four'], more: false });
    // Cut back and grown beyond where it was.
    await writeFile(file, 'one\ntwo\nanother line\nand more\n');
    expect(await readAppended(file, small.cursor)).toMatchObject({ rewritten: true, lines: ['one', 'two', 'another line', 'and more'] });
    await writeFile(file, 'one\n');
    expect(await readAppended(file, small.cursor)).toMatchObject({ rewritten: true, lines: ['one'] });
  });

  it('gives a line that is longer than what is read at once', async () => {
    const file = join(await temporaryFolder(), 'log');
    await writeFile(file, `${'x'.repeat(1000)}\ny\n`);
    expect((await readAppended(file, fileStart, 10)).lines[0]).toHaveLength(1000);
  });
});

describe('a metric stream', () => {
  it('brings everything since the cursor, then what comes, with gaps and infinities as NaN', async () => {
    const directory = await temporaryFolder();
    await writeMetrics(
      directory,
      [stepMetric(1, { auxLoss: { balance: 2 } }), stepMetric(2, { loss: Number.NaN }), evalMetric(2, 3, { best: true })],
      '{"type":"st',
    );
    const stream = reader(directory);
    const first = await stream.next();
    expect(first.columns.step).toEqual(Float64Array.of(1, 2));
    expect(first.columns.loss).toEqual(Float64Array.of(3.9, Number.NaN));
    expect(first.columns['auxLoss.balance']).toEqual(Float64Array.of(2, Number.NaN));
    expect(first.columns.time).toEqual(Float64Array.of(2, 4));
    expect(first).toMatchObject({ from: 0, evaluations: [{ step: 2, loss: 3 }], routers: null, resumed: [] });
    await truncate(join(directory, 'metrics.jsonl'), await lengthUpTo(directory, 3));
    const coming = stream.next();
    const routers = [{ layer: 1, load: [1.5, 0.5], maxViolation: 0.5, deadExperts: 0, entropy: 0.6 }];
    await append(directory, [stepMetric(3, { memoryBytes: 7, routers })]);
    const second = await coming;
    expect(second).toMatchObject({ epoch: first.epoch, from: 2, evaluations: [], routers: { steps: Float64Array.of(3), layers: [1], experts: 2 } });
    expect(second.columns).toMatchObject({ memoryBytes: Float64Array.of(7), entropy: Float64Array.of(0.6), 'auxLoss.balance': Float64Array.of(Number.NaN) });
    expect(second.routers?.load).toEqual(Float32Array.of(1.5, 0.5));
    await stream.leave();
  });

  it('starts anew under a later epoch when a resume cut the curve back, even if it is as long again by then', async () => {
    const directory = await temporaryFolder();
    await writeMetrics(directory, steps(1, 30));
    const streams = createMetricStreams();
    const stream = reader(directory, {}, streams);
    const before = await stream.next();
    await truncate(join(directory, 'metrics.jsonl'), await lengthUpTo(directory, 20));
    await append(directory, steps(21, 40, 2));
    await writeFile(join(directory, 'events.jsonl'), '{"type":"resumed","step":20,"dropped":10,"at":"2026-01-01T00:00:00.000Z"}\n');
    const after = await stream.next();
    expect(after.epoch).toBeGreaterThan(before.epoch);
    expect(after).toMatchObject({ from: 0, resumed: [20] });
    expect([...(after.columns.step as Float64Array)]).toEqual(steps(1, 40).map(({ step }) => step));
    await stream.leave();
    // Whoever comes back with the cursor it had gets what is new only; with an older one, everything.
    await append(directory, steps(41, 42, 2));
    const again = reader(directory, { epoch: after.epoch, from: 40 }, streams);
    expect(await again.next()).toMatchObject({ epoch: after.epoch, from: 40, columns: { step: Float64Array.of(41, 42) } });
    await again.leave();
    const old = reader(directory, { epoch: before.epoch, from: 30 }, streams);
    expect((await old.next()).from).toBe(0);
    await old.leave();
  });

  it('gives a slow reader fewer and larger batches, never more than the cap at once', async () => {
    const directory = await temporaryFolder();
    await writeMetrics(directory, steps(1, 45_000));
    const stream = reader(directory);
    const lengths: number[] = [];
    for (let got = 0; got < 45_000; ) {
      const { columns, from } = await stream.next();
      const length = columns.step?.length ?? 0;
      expect(from).toBe(got);
      got += length;
      lengths.push(length);
    }
    expect(Math.max(...lengths)).toBeLessThanOrEqual(20_000);
    expect(lengths.length).toBeLessThan(12);
    await stream.leave();
  });
});

describe('a digest', () => {
  it('follows the file, also over a cut and a new start of the application', async () => {
    const data = await temporaryDataDirectory();
    const directory = await temporaryFolder();
    await writeMetrics(directory, [...steps(1, 500), evalMetric(500, 2.5, { best: true })]);
    const digests = openDigests(data);
    const run = { id: 'run', directory };
    const first = await digests.of(run);
    expect(first).toMatchObject({ step: 500, bestLoss: 2.5, evaluations: [{ step: 500, loss: 2.5, best: true }] });
    expect(first.curve.length).toBeGreaterThan(30);
    expect(first.curve.length).toBeLessThanOrEqual(60);
    expect(first.curve[0]).toBeCloseTo(3.5, 0);
    expect(first.seconds).toBeCloseTo(
      steps(1, 500).reduce((sum, { seconds }) => sum + seconds, 0),
      6,
    );
    await truncate(join(directory, 'metrics.jsonl'), await lengthUpTo(directory, 10));
    await append(directory, steps(11, 12, 2));
    expect(await digests.of(run)).toMatchObject({ step: 12, bestLoss: null, evaluations: [] });
    expect(await openDigests(data).of(run)).toEqual(await digests.of(run));
  });

  it('goes on from what an earlier application wrote down', async () => {
    const data = await temporaryDataDirectory();
    const directory = await temporaryFolder();
    await writeMetrics(directory, steps(1, 3000));
    const run = { id: 'run', directory };
    const written = await openDigests(data).of(run);
    const kept = JSON.parse(await readFile(join(data.cache, 'digests', 'run.json'), 'utf8')) as { known: { digest: object } };
    expect(kept.known.digest).toEqual(written);
    await append(directory, [stepMetric(3001, { loss: 0.125 })]);
    expect(await openDigests(data).of(run)).toMatchObject({ step: 3001, loss: 0.125 });
  });
});

describe('router history', () => {
  it('is thinned evenly, the newest step kept; there is none without routers', async () => {
    const directory = await temporaryFolder();
    const routed = (step: number): StepMetric =>
      stepMetric(step, { routers: [{ layer: 0, load: [step, 0, 0], maxViolation: step, deadExperts: 2, entropy: 0.5 }] });
    await writeMetrics(
      directory,
      Array.from({ length: 1001 }, (_, i) => routed(i + 1)),
    );
    const histories = createRouterHistories();
    const history = await histories.of(directory, 50);
    expect(history?.steps).toHaveLength(50);
    expect([history?.steps[0], history?.steps.at(-1)]).toEqual([1, 1001]);
    expect(history).toMatchObject({ layers: [0], experts: 3 });
    expect(history?.load).toHaveLength(150);
    expect(history?.load.at(-3)).toBe(1001);
    expect((await histories.of(directory, 1))?.steps).toEqual(Float64Array.of(1001));
    // Read on, however long it grows.
    await append(
      directory,
      Array.from({ length: 6000 }, (_, i) => routed(1002 + i)),
    );
    const longer = await histories.of(directory, 2000);
    expect(longer?.steps).toHaveLength(2000);
    expect([longer?.steps[0], longer?.steps.at(-1)]).toEqual([1, 7001]);
    const gaps = [...(longer?.steps ?? [])].map((step, i, all) => (i === 0 ? 0 : step - (all[i - 1] as number)));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8);
    await truncate(join(directory, 'metrics.jsonl'), await lengthUpTo(directory, 10));
    expect((await histories.of(directory, 50))?.steps.at(-1)).toBe(10);
    await writeMetrics(directory, steps(1, 3));
    expect(await histories.of(directory, 50)).toBeNull();
  });
});

describe('the files of a run', () => {
  it('are looked at seldom once it has ended', async () => {
    const data = await temporaryDataDirectory();
    const { id, directory } = await newRun(data);
    expect(await lookPause(directory, 250)).toBe(250);
    await updateRun(data, id, { status: 'stopped' });
    expect(await lookPause(directory, 250)).toBe(2000);
    expect(await lookPause(directory, 5000)).toBe(5000);
    await restartRun(data, id);
    expect(await lookPause(directory, 250)).toBe(250);
    // No run's, or one that is gone.
    expect(await lookPause(await temporaryFolder(), 250)).toBe(250);
  });
});

describe('the log', () => {
  it('comes from its beginning, then as it grows, samples with it', async () => {
    const directory = await temporaryFolder();
    await writeFile(
      join(directory, 'events.jsonl'),
      '{"type":"phase","phase":"preparing","at":"2026-01-01T00:00:00.000Z"}\n{"type":"note","code":"A","message":"old"}\n',
    );
    const abort = new AbortController();
    const entries: LogEntry[] = [];
    for await (const item of watchEvents(directory, abort.signal)) {
      entries.push(...item);
      if (entries.length === 2)
        await writeFile(join(directory, 'samples.jsonl'), '{"type":"sample","step":1,"prompt":"a","text":"b","tokens":1,"end":"stop"}\n');
      if (entries.length === 3) break;
    }
    expect(entries.map(({ at, event }) => [at, event.type])).toEqual([
      ['2026-01-01T00:00:00.000Z', 'phase'],
      [null, 'note'],
      [null, 'sample'],
    ]);
    expect(entries[0]?.event).not.toHaveProperty('at');
  });
});
