/** mixwright serve as a browser meets it: the address it prints, the cookie, the socket, and Ctrl-C under a run. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { api } from '../../src/shared/api.ts';
import { type Socket, socketChannel } from '../../src/shared/rpc/channels/socketChannel.ts';
import { connect } from '../../src/shared/rpc/client.ts';
import type { Client } from '../../src/shared/rpc/contract.ts';
import { eventually } from '../support/eventually.ts';
import { mixwright, type Running, startMixwright } from './mixwright.ts';
import { createWorkspace } from './workspace.ts';

const { home, path } = await createWorkspace();

async function serve(): Promise<{ running: Running; url: URL; client: Client<typeof api> }> {
  const running = startMixwright(['serve', '--json'], { home });
  const url = new URL(String((await running.line(({ type }) => type === 'serving')).url));
  const cookie = await login(url);
  const socket = new WebSocket(`ws://${url.host}/rpc`, { headers: { cookie, origin: url.origin } });
  await once(socket, 'open');
  return { running, url, client: connect(api, socketChannel(socket as unknown as Socket)) };
}

/** @returns the cookie that the address with the token gives. */
async function login(url: URL): Promise<string> {
  const { status, headers } = await fetch(url, { redirect: 'manual' });
  expect(status).toBe(303);
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('mixwright serve', () => {
  it('serves the application over the data directory, and ends at Ctrl-C', async () => {
    const { running, url, client } = await serve();
    expect(await client.call('app.info', {})).toMatchObject({ face: 'web', dataDirectory: home, starter: true });
    expect((await fetch(url.origin)).status).toBe(403);
    running.child.kill('SIGINT');
    expect((await running.finished).status).toBe(0);
    await client.closed;
  });

  it('lets a page in again when it is started again on its port, until a new token is wanted', async () => {
    const { running, url } = await serve();
    const cookie = await login(url);
    const opens = async (): Promise<number> => (await fetch(url.origin, { headers: { cookie } })).status;
    const restart = async (before: Running, ...more: readonly string[]): Promise<{ again: Running; address: string }> => {
      before.child.kill('SIGINT');
      await before.finished;
      const again = startMixwright(['serve', '--port', url.port, '--json', ...more], { home });
      return { again, address: String((await again.line(({ type }) => type === 'serving')).url) };
    };
    const { again, address } = await restart(running);
    expect([address, await opens()]).toEqual([url.href, 200]);
    const { again: renewed, address: other } = await restart(again, '--new-token');
    expect(other).not.toBe(url.href);
    expect([await opens(), (await fetch(url, { redirect: 'manual' })).status, (await fetch(other, { redirect: 'manual' })).status]).toEqual([403, 403, 303]);
    renewed.child.kill('SIGINT');
    await renewed.finished;
  });

  it('has its runs save before it ends', async () => {
    const { running, client } = await serve();
    const draft = {
      model: path('base'),
      dataset: { files: [path('data.jsonl')] },
      methods: [{ id: 'lora', options: { rank: 4 } }],
      training: { steps: 100_000, microBatch: 2, sequenceLength: 64, warmupSteps: 2, evalEvery: 0, checkpointEvery: 0 },
    };
    const { id } = await client.call('runs.start', { draft, name: 'served' });
    await eventually(async () => expect((await client.call('runs.get', { id })).row.step).toBeGreaterThan(0));
    running.child.kill('SIGINT');
    const { status, stderr } = await running.finished;
    expect(status).toBe(0);
    expect(stderr).toContain('saves and stops');
    expect((await mixwright(['runs', 'show', id, '--json'], { home })).json()).toMatchObject({ status: 'stopped' });
  });

  it('says which port is taken', async () => {
    const { running, url } = await serve();
    const { status, stdout } = await mixwright(['serve', '--port', url.port, '--json'], { home });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error', code: 'NOT_AVAILABLE' });
    running.child.kill('SIGINT');
    await running.finished;
  });
});
