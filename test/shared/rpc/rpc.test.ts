import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { MixwrightError } from '../../../src/shared/errors.ts';
import type { Channel } from '../../../src/shared/rpc/channel.ts';
import { connect } from '../../../src/shared/rpc/client.ts';
import { call, type Handlers, stream } from '../../../src/shared/rpc/contract.ts';
import { type ServeOptions, serve } from '../../../src/shared/rpc/serve.ts';
import { eventually } from '../../support/eventually.ts';
import { type ChannelPair, channelPairs } from './channelPairs.ts';

const contract = {
  double: call(z.object({ value: z.number() }), z.object({ value: z.number() })),
  echo: call(z.object({ value: z.unknown() }), z.object({ value: z.unknown() })),
  fail: call(z.object({ how: z.enum(['typed', 'unforeseen', 'disk']) }), z.object({})),
  wait: call(z.object({}), z.object({})),
  count: stream(z.object({ to: z.number().int() }), z.number()),
  forever: stream(z.object({}), z.number()),
  deaf: stream(z.object({}), z.number()),
  broken: stream(z.object({}), z.number()),
};

/** What the handlers did, for the tests to look at. */
interface Seen {
  produced: number;
  finished: number;
  aborted: number;
  release(): void;
}

function handlers(): { readonly handlers: Handlers<typeof contract>; readonly seen: Seen } {
  const seen: Seen = { produced: 0, finished: 0, aborted: 0, release: () => undefined };
  return {
    seen,
    handlers: {
      double: async ({ value }) => ({ value: value * 2 }),
      echo: async ({ value }) => ({ value }),
      async fail({ how }) {
        if (how === 'typed') throw new MixwrightError('BAD_MODEL', 'expected config.json, got nothing', { hint: 'look again', file: '/m', line: 3 });
        if (how === 'disk') throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        throw new Error('secret of /home/someone');
      },
      wait: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            seen.aborted++;
            reject(signal.reason);
          });
        }),
      async *count({ to }) {
        for (let i = 0; i < to; i++) {
          seen.produced++;
          yield i;
        }
        seen.finished++;
      },
      // Never waits for anything: only the lack of credit stops it.
      async *forever() {
        try {
          for (let i = 0; ; i++) {
            seen.produced++;
            yield i;
          }
        } finally {
          seen.finished++;
        }
      },
      // Listens to no signal.
      async *deaf() {
        try {
          yield 1;
          await new Promise<void>((resolve) => {
            seen.release = resolve;
          });
          yield 2;
        } finally {
          seen.finished++;
        }
      },
      async *broken() {
        yield 1;
        throw new MixwrightError('DEVICE_FAILED', 'it broke');
      },
    },
  };
}

describe.each(channelPairs)('RPC over %s', (_, openPair) => {
  let pair: ChannelPair;

  async function open(options: ServeOptions = {}): Promise<{ client: ReturnType<typeof connect<typeof contract>>; seen: Seen; server: Channel }> {
    pair = await openPair();
    const made = handlers();
    serve(contract, made.handlers, pair.server, { validateOutput: true, ...options });
    return { client: connect(contract, pair.client), seen: made.seen, server: pair.server };
  }

  afterEach(() => pair.close());

  it('answers calls, many at once', async () => {
    const { client } = await open();
    const answers = await Promise.all(Array.from({ length: 100 }, (_unused, value) => client.call('double', { value })));
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 100 }, (_unused, value) => value * 2));
  });

  it('carries typed arrays, NaN and infinities both ways', async () => {
    const { client } = await open();
    const value = {
      loss: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1.5],
      columns: { step: Float64Array.of(1, Number.NaN, 3), load: Float32Array.of(0.1, 2) },
      bytes: Uint8Array.of(1, 2, 3),
      none: null,
      text: 'NaN',
    };
    const answer = await client.call('echo', { value });
    expect(answer).toEqual({ value });
    expect((answer.value as typeof value).columns.step).toBeInstanceOf(Float64Array);
    expect(Object.is((answer.value as typeof value).loss[3], -0)).toBe(true);
  });

  it('hands MixwrightErrors on whole, and nothing of an unforeseen one', async () => {
    const onError = vi.fn();
    const { client } = await open({ onError });
    await expect(client.call('fail', { how: 'typed' })).rejects.toMatchObject({
      code: 'BAD_MODEL',
      message: 'expected config.json, got nothing',
      details: { hint: 'look again', file: '/m', line: 3 },
    });
    await expect(client.call('fail', { how: 'disk' })).rejects.toMatchObject({ code: 'DISK_FULL' });
    const error = await client.call('fail', { how: 'unforeseen' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MixwrightError);
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining('secret') }), 'fail');
  });

  it('refuses bad input with the field, and names it does not know', async () => {
    const { client } = await open();
    await expect(client.call('double', { value: 'two' as unknown as number })).rejects.toMatchObject({ code: 'BAD_USAGE', details: { field: 'value' } });
    await expect(client.call('toString' as 'double', { value: 1 })).rejects.toMatchObject({ code: 'BAD_USAGE' });
    await expect(client.stream('count', { to: 0.5 }).next()).rejects.toMatchObject({ code: 'BAD_USAGE', details: { field: 'to' } });
  });

  it('checks what handlers give when asked to', async () => {
    pair = await openPair();
    const wrong = { ...handlers().handlers, double: async () => ({ value: 'four' as unknown as number }) };
    const onError = vi.fn();
    serve(contract, wrong, pair.server, { validateOutput: true, onError });
    await expect(connect(contract, pair.client).call('double', { value: 2 })).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(onError).toHaveBeenCalledOnce();
  });

  it('streams 20 000 items in order', async () => {
    const { client, seen } = await open();
    let expected = 0;
    for await (const item of client.stream('count', { to: 20_000 }, { window: 256 })) expect(item).toBe(expected++);
    expect(expected).toBe(20_000);
    expect(seen.finished).toBe(1);
  });

  it.each([1, 2, 8])('produces no more than the window of %i while the consumer holds', async (window) => {
    const { client, seen } = await open();
    const items = client.stream('forever', {}, { window });
    await items.next();
    await sleep(50);
    // One was taken: room for it was given back at once or will be with the next few.
    expect(seen.produced).toBeLessThanOrEqual(window + 1);
    for (let i = 0; i < 40; i++) await items.next();
    await sleep(50);
    expect(seen.produced).toBeLessThanOrEqual(41 + window);
    await items.return?.();
  });

  it('ends a stream where the consumer leaves, through its finally', async () => {
    const { client, seen } = await open();
    for await (const item of client.stream('forever', {})) if (item === 3) break;
    await eventually(() => expect(seen.finished).toBe(1));
    const { produced } = seen;
    await sleep(30);
    expect(seen.produced).toBe(produced);
  });

  it('leaves a stream at once also while it waits, though its generator hears of nothing', async () => {
    const { client, seen } = await open();
    const items = client.stream('deaf', {});
    expect(await items.next()).toEqual({ done: false, value: 1 });
    const waiting = items.next();
    await sleep(10);
    await items.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    // The channel serves on meanwhile.
    expect(await client.call('double', { value: 2 })).toEqual({ value: 4 });
    seen.release();
    await eventually(() => expect(seen.finished).toBe(1));
  });

  it('ends with STOPPED when the signal aborts: calls, streams, before and during', async () => {
    const { client, seen } = await open();
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = client.call('wait', {}, { signal });
    const items = client.stream('deaf', {}, { signal });
    await items.next();
    const next = items.next();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'STOPPED' });
    await expect(next).rejects.toMatchObject({ code: 'STOPPED' });
    expect(await items.next()).toEqual({ done: true, value: undefined });
    await expect(client.call('wait', {}, { signal })).rejects.toMatchObject({ code: 'STOPPED' });
    await expect(client.stream('count', { to: 3 }, { signal }).next()).rejects.toMatchObject({ code: 'STOPPED' });
    await eventually(() => expect(seen.aborted).toBe(1));
  });

  it('gives the items before an error, then the error once, then nothing', async () => {
    const { client } = await open();
    const items = client.stream('broken', {});
    expect(await items.next()).toEqual({ done: false, value: 1 });
    await expect(items.next()).rejects.toMatchObject({ code: 'DEVICE_FAILED' });
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  it.each(['client', 'server'] as const)('tells both sides when the %s closes', async (side) => {
    const { client, seen, server } = await open();
    const waiting = client.call('wait', {});
    const items = client.stream('deaf', {});
    await items.next();
    const next = items.next();
    const rejections = Promise.allSettled([waiting, next]);
    if (side === 'client') client.close();
    else server.close();
    expect(await rejections).toMatchObject([{ reason: { code: 'DISCONNECTED' } }, { reason: { code: 'DISCONNECTED' } }]);
    await client.closed;
    await expect(client.call('double', { value: 1 })).rejects.toMatchObject({ code: 'DISCONNECTED' });
    await expect(client.stream('count', { to: 1 }).next()).rejects.toMatchObject({ code: 'DISCONNECTED' });
    await eventually(() => expect(seen.aborted).toBe(1));
  });

  it('survives messages of strangers', async () => {
    const onError = vi.fn();
    const { client } = await open({ onError });
    for (const message of [null, 7, [], ['request', 'x'], ['credit', 1, -5], ['item', 1, 2], ['constructor', 1], { type: 'request' }])
      pair.client.send(message);
    expect(await client.call('double', { value: 2 })).toEqual({ value: 4 });
    expect(onError.mock.calls.length).toBe(8);
  });

  it('refuses what cannot travel without losing the channel', async () => {
    const onError = vi.fn();
    const { client } = await open({ onError });
    await expect(client.call('echo', { value: () => 1 })).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await client.call('double', { value: 2 })).toEqual({ value: 4 });
  });

  it('keeps no listeners: a long stream leaves the signal as it was', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    const { client } = await open();
    for await (const _item of client.stream('count', { to: 200 }));
    await setImmediate();
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });
});
