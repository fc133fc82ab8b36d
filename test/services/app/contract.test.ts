import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Application } from '../../../src/services/app/openApplication.ts';
import { type Api, api } from '../../../src/shared/api.ts';
import { connect } from '../../../src/shared/rpc/client.ts';
import type { Client } from '../../../src/shared/rpc/contract.ts';
import { serve } from '../../../src/shared/rpc/serve.ts';
import { channelPairs } from '../../shared/rpc/channelPairs.ts';
import { addCheckpoint, evalMetric, newRun, stepMetric, writeMetrics } from '../support.ts';
import { temporaryApplication } from './support.ts';

describe.each(channelPairs)('the application over %s', (_, open) => {
  async function connected(application: Application): Promise<Client<Api>> {
    const pair = await open();
    onTestFinished(() => pair.close());
    // Answers are checked against the contract here; the compiler checks only what it can see.
    serve(api, application.handlers, pair.server, { validateOutput: true, onError: (error) => expect.unreachable(String(error)) });
    return connect(api, pair.client);
  }

  it('gives what the contract says, curves with their gaps, and errors with what to do', async () => {
    const application = await temporaryApplication();
    const client = await connected(application);
    const { id, directory } = await newRun(application.context.services.data, 'a run');
    const routers = [{ layer: 0, load: [1, 1], maxViolation: 0, deadExperts: 0, entropy: 0.69 }];
    await writeMetrics(directory, [stepMetric(1, { routers }), stepMetric(2, { loss: Number.NaN, routers }), evalMetric(2, 3, { best: true })]);
    await writeFile(join(directory, 'events.jsonl'), '{"type":"resumed","step":1,"dropped":1,"at":"2026-01-01T00:00:00.000Z"}\n');
    await addCheckpoint(directory, 2);
    expect(await client.call('runs.list', {})).toMatchObject([{ id, step: 2, loss: null, bestLoss: 3, sparkline: [3.9], seconds: 4, ours: false }]);
    expect(await client.call('runs.get', { id })).toMatchObject({ checkpoints: [{ step: 2, best: true, loss: 3 }], hasReport: false });
    for await (const batch of client.stream('runs.metrics', { id })) {
      expect(batch.columns.loss).toEqual(Float64Array.of(3.9, Number.NaN));
      expect(batch).toMatchObject({ from: 0, evaluations: [{ step: 2 }], resumed: [1], routers: { steps: Float64Array.of(2), load: Float32Array.of(1, 1) } });
      break;
    }
    for await (const entries of client.stream('runs.events', { id })) {
      expect(entries).toEqual([{ at: '2026-01-01T00:00:00.000Z', event: { type: 'resumed', step: 1, dropped: 1 } }]);
      break;
    }
    expect((await client.call('runs.routers', { id, frames: 10 }))?.steps).toEqual(Float64Array.of(1, 2));
    expect((await client.call('runs.alarms', { id })).map(({ code }) => code)).toEqual(['LOSS_NOT_FINITE']);
    expect((await client.call('runs.csv', { id })).text.split('\r\n')[0]).toContain('step,loss');
    await expect(client.call('runs.report', { id })).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hint: expect.any(String) } });
    await expect(client.call('runs.get', { id: 'no-such-run' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(client.call('runs.rename', { id, name: '' })).rejects.toMatchObject({ code: 'BAD_USAGE' });
  });

  it('answers every call that takes nothing, and tells what changed to those who watch', async () => {
    const application = await temporaryApplication();
    const client = await connected(application);
    expect(await client.call('app.info', {})).toMatchObject({ face: 'web', starter: true });
    expect((await client.call('methods.list', {})).length).toBeGreaterThan(3);
    expect((await client.call('recipes.fields', {})).training.map(({ name }) => name)).toContain('learningRate');
    expect(await client.call('recipes.list', {})).toEqual([]);
    expect(await client.call('datasets.list', {})).toEqual([]);
    expect((await client.call('datasets.formats', {})).length).toBeGreaterThan(3);
    expect(await client.call('models.list', {})).toEqual([]);
    expect(await client.call('trash.list', {})).toEqual([]);
    expect((await client.call('storage.usage', {})).areas.length).toBeGreaterThan(2);
    expect((await client.call('settings.get', {})).theme).toBe('system');
    const changes = client.stream('app.changes', {});
    const notices = client.stream('app.notices', {});
    const [changed, noticed] = [changes.next(), notices.next()];
    const tasks = client.stream('tasks.watch', {});
    expect((await tasks.next()).value).toEqual([]);
    await client.call('settings.update', { theme: 'dark' });
    expect((await changed).value?.topics).toContain('settings');
    application.context.notices.tell({ level: 'info', title: 'Hello', body: '', action: null });
    expect((await noticed).value).toMatchObject({ title: 'Hello' });
    await Promise.all([changes.return?.(), notices.return?.(), tasks.return?.()]);
  });
});
