/** The window's connection over a host whose channels the test closes. */
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/renderer/host/host.ts';
import { type Connection, type ConnectionState, openConnection } from '../../src/renderer/stores/connection.ts';
import type { Api } from '../../src/shared/api.ts';
import type { Client } from '../../src/shared/rpc/contract.ts';

interface Door {
  readonly host: Host;
  /** Closes the newest connection. */
  close(): void;
  /** How often a connection was asked for. */
  asked(): number;
}

/** @param refusals connections refused before the first, and again after every close. */
function door(refusals: number): Door {
  let [left, asked] = [refusals, 0];
  let close = (): void => {};
  const connect = async (): Promise<Client<Api>> => {
    asked++;
    if (left-- > 0) throw new Error('refused');
    const closed = new Promise<void>((resolve) => {
      close = () => {
        left = refusals;
        resolve();
      };
    });
    return { closed, close: () => close() } as Client<Api>;
  };
  const host: Host = { face: 'web', connect, pathsOf: async () => [], choose: null, reveal: null, openExternal: () => {}, onOpen: () => () => {} };
  return { host, close: () => close(), asked: () => asked };
}

/** Hears of every state, also of those that pass at once. */
function reached(connection: Connection, wanted: (state: ConnectionState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (wanted(connection.state())) resolve();
    };
    connection.subscribe(look);
    look();
  });
}

describe('the connection', () => {
  it('is there, is lost, and comes again as another', async () => {
    const { host, close } = door(0);
    const connection = openConnection(host);
    const first = await connection.ready();
    expect(connection.state()).toMatchObject({ status: 'connected', generation: 1, client: first });
    close();
    await reached(connection, ({ status }) => status === 'reconnecting');
    const second = await connection.ready();
    expect(second).not.toBe(first);
    expect(connection.state()).toMatchObject({ status: 'connected', generation: 2, attempts: 0 });
  });

  it('tries again, later and later, and at once when asked', async () => {
    const { host, asked } = door(3);
    const connection = openConnection(host);
    await reached(connection, ({ status, attempts }) => status === 'connecting' && attempts === 1);
    connection.retry();
    await reached(connection, ({ attempts }) => attempts === 2);
    connection.retry();
    await reached(connection, ({ attempts }) => attempts === 3);
    connection.retry();
    await connection.ready();
    expect(asked()).toBe(4);
  });

  it('stops waiting for it when told to', async () => {
    const { host } = door(1000);
    const stop = new AbortController();
    const waiting = openConnection(host).ready(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'STOPPED' });
  });
});
