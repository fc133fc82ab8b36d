/** A page in a browser, over a real socket; only the page's address and its clock are the test's. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { webHost } from '../../src/renderer/host/web.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const day = 24 * 60 * 60 * 1000;

it('asks for the page once a day while it is connected, so that its cookie stays good', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = vi.fn(async () => new Response());
  vi.stubGlobal('window', { location: { href: `http://127.0.0.1:${port}/#/runs` } });
  vi.stubGlobal('WebSocket', WebSocket);
  vi.stubGlobal('fetch', asked);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const client = await webHost().connect();
  expect(asked).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2 * day);
  expect(asked.mock.calls).toEqual([
    ['/', { method: 'HEAD' }],
    ['/', { method: 'HEAD' }],
  ]);
  client.close();
  await client.closed;
  vi.advanceTimersByTime(2 * day);
  expect(asked).toHaveBeenCalledTimes(2);
});
