/** Real channels, both ends in this process: a MessageChannel of worker_threads as the web and as Electron see it, and WebSockets. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import type { Channel } from '../../../src/shared/rpc/channel.ts';
import { type MainPort, mainPortChannel } from '../../../src/shared/rpc/channels/mainPortChannel.ts';
import { portChannel, type WebPort } from '../../../src/shared/rpc/channels/portChannel.ts';
import { type Socket, socketChannel } from '../../../src/shared/rpc/channels/socketChannel.ts';

export interface ChannelPair {
  readonly server: Channel;
  readonly client: Channel;
  close(): Promise<void>;
}

/** Events with `data`, silent until started: what Electron's MessagePortMain is. */
function asMainPort(port: MessagePort): MainPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on(event: 'message' | 'close', listen: (event: { readonly data: unknown }) => void) {
      port.on(event, (data?: unknown) => listen({ data }));
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}

async function ports(): Promise<ChannelPair> {
  const { port1, port2 } = new MessageChannel();
  const [server, client] = [mainPortChannel(asMainPort(port1)), portChannel(port2 as unknown as WebPort)];
  return {
    server,
    client,
    async close() {
      port1.close();
    },
  };
}

async function sockets(): Promise<ChannelPair> {
  const host = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(host, 'listening');
  const connection = once(host, 'connection');
  const near = new WebSocket(`ws://127.0.0.1:${(host.address() as AddressInfo).port}`);
  const client = socketChannel(near as unknown as Socket);
  const [far] = (await connection) as [WebSocket];
  return {
    client,
    server: socketChannel(far as unknown as Socket),
    async close() {
      near.terminate();
      await new Promise((resolve) => host.close(resolve));
    },
  };
}

export const channelPairs: readonly (readonly [string, () => Promise<ChannelPair>])[] = [
  ['ports', ports],
  ['sockets', sockets],
];
