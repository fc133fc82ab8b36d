import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataDirectory } from '../../../src/services/directory/dataDirectory.ts';
import { createRun } from '../../../src/services/runs/createRun.ts';
import { enqueueRun, hostStopped, lastPlace, leaveQueue, orderQueue, waitingRuns } from '../../../src/services/runs/queueRecord.ts';
import { markInterrupted, updateRun } from '../../../src/services/runs/updateRun.ts';
import type { RunStatus } from '../../../src/shared/run.ts';
import { newRun, recipe, temporaryDataDirectory } from '../support.ts';

const plain = { sets: [], fromStep: null, allowDrift: false } as const;

async function queued(data: DataDirectory, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const place = lastPlace(await data.catalogue.read());
    ids.push((await createRun(data, { recipe, model: { kind: 'checkpoint', path: recipe.model }, place })).id);
  }
  return ids;
}

async function order(data: DataDirectory): Promise<readonly string[]> {
  return waitingRuns(await data.catalogue.read()).map(({ id }) => id);
}

describe('the queue in the records', () => {
  it('is in the order of coming, or the one that was given; a run of the command line is not in it', async () => {
    const data = await temporaryDataDirectory();
    const [a, b, c] = (await queued(data, 3)) as [string, string, string];
    const { id: other } = await newRun(data);
    expect(await order(data)).toEqual([a, b, c]);
    await orderQueue(data, [c, other, 'gone', a]);
    expect(await order(data)).toEqual([c, a, b]);
    // It lies in the folders, too.
    await data.catalogue.rebuild();
    expect(await order(data)).toEqual([c, a, b]);
  });

  it.each<readonly [RunStatus, readonly RunStatus[]]>([
    ['done', ['preparing', 'running', 'finalizing', 'done']],
    ['failed', ['preparing', 'running', 'failed']],
    ['paused', ['preparing', 'running', 'pausing', 'paused']],
  ])('gives a run that was %s its status back when it leaves unstarted, with the reason where there is one', async (before, life) => {
    const data = await temporaryDataDirectory();
    const { id } = await newRun(data);
    for (const status of life) await updateRun(data, id, { status });
    const [first] = (await queued(data, 1)) as [string];
    expect(await enqueueRun(data, id, { ...plain, where: 'last' })).toMatchObject({ status: 'queued', queue: { resume: { before } } });
    expect(await order(data)).toEqual([first, id]);
    expect(await leaveQueue(data, id)).toMatchObject({ status: before, queue: null, error: null });
    await enqueueRun(data, id, { ...plain, where: 'first' });
    expect(await order(data)).toEqual([id, first]);
    const error = { type: 'error', code: 'RESUME_REFUSED', message: 'no', hint: 'do' } as const;
    expect(await leaveQueue(data, id, error)).toMatchObject({ status: before, queue: null, error: { code: 'RESUME_REFUSED', message: 'no', hint: 'do' } });
  });

  it('leaves a new run stopped, or failed with the reason', async () => {
    const data = await temporaryDataDirectory();
    const [a, b] = (await queued(data, 2)) as [string, string];
    expect(await leaveQueue(data, a)).toMatchObject({ status: 'stopped', queue: null });
    expect(await leaveQueue(data, b, { type: 'error', code: 'DOES_NOT_FIT', message: 'too large' })).toMatchObject({
      status: 'failed',
      error: { code: 'DOES_NOT_FIT' },
    });
    expect(await order(data)).toEqual([]);
  });

  it('is left by a run that starts, and not by one whose process is gone: it only waits', async () => {
    const data = await temporaryDataDirectory();
    const [a, b] = (await queued(data, 2)) as [string, string];
    expect(await markInterrupted(data)).toEqual([]);
    expect(await updateRun(data, a, { status: 'preparing' })).toMatchObject({ queue: null });
    expect(await updateRun(data, a, { status: 'running', startedAt: '2026-01-01T00:00:00.000Z' })).toMatchObject({ startedAt: '2026-01-01T00:00:00.000Z' });
    expect(await updateRun(data, a, { status: 'running', startedAt: '2027-01-01T00:00:00.000Z' })).toMatchObject({ startedAt: '2026-01-01T00:00:00.000Z' });
    expect(await order(data)).toEqual([b]);
  });

  it('keeps the place of a paused run that waits to go on when its host stops, and nobody else’s', async () => {
    const data = await temporaryDataDirectory();
    const [paused, going, waiting] = [(await newRun(data)).id, (await newRun(data)).id, ...(await queued(data, 1))] as [string, string, string];
    for (const status of ['preparing', 'running', 'paused'] as const) await updateRun(data, paused, { status });
    for (const status of ['preparing', 'running'] as const) await updateRun(data, going, { status });
    await enqueueRun(data, paused, { ...plain, where: 'first' });
    expect(await hostStopped(data, paused)).toMatchObject({ status: 'queued', queue: { resume: { before: 'stopped' } } });
    expect(await hostStopped(data, going)).toMatchObject({ status: 'stopped', queue: null });
    expect(await markInterrupted(data)).toEqual([]);
    expect(await order(data)).toEqual([paused, waiting]);
    // Its host is gone: taken out, it is not paused any more.
    expect(await leaveQueue(data, paused)).toMatchObject({ status: 'stopped', queue: null });
  });

  it('changes nothing of a run that has ended otherwise when its host stops', async () => {
    const data = await temporaryDataDirectory();
    const { id } = await newRun(data);
    for (const status of ['preparing', 'running', 'failed'] as const) await updateRun(data, id, { status });
    expect(await hostStopped(data, id)).toMatchObject({ status: 'failed', queue: null });
  });

  it('is empty in a catalogue of version 1, whose runs are all there', async () => {
    const data = await temporaryDataDirectory();
    const { id, directory } = await newRun(data);
    const { startedAt: _, queue: __, ...old } = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')) as Record<string, unknown>;
    await writeFile(join(directory, 'run.json'), JSON.stringify(old));
    await writeFile(data.catalogueFile, JSON.stringify({ version: 1, data: { models: {}, datasets: {}, runs: { [id]: old } } }));
    expect((await data.catalogue.read()).runs[id]).toEqual({ ...old, startedAt: null, queue: null });
    expect(await order(data)).toEqual([]);
  });
});
