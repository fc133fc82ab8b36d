/** RPC for the page: a port of its own for each load; a page that is gone takes its port, and its streams, along. */
import { ipcMain, MessageChannelMain } from 'electron';
import { channels } from '../shared/desktopChannels.ts';
import { type MainPort, mainPortChannel } from '../shared/rpc/channels/mainPortChannel.ts';
import type { Contract, Handlers } from '../shared/rpc/contract.ts';
import { serve } from '../shared/rpc/serve.ts';
import { isFromPage } from './security.ts';

export interface PortsOptions<C extends Contract> {
  readonly page: string;
  readonly contract: C;
  /** The application may still be opening when the page first asks. */
  readonly handlers: Promise<Handlers<C>>;
  onError(error: unknown, where: string): void;
}

export function servePorts<C extends Contract>({ page, contract, handlers, onError }: PortsOptions<C>): void {
  // That there is no application is told by whoever opens it.
  handlers.catch(() => undefined);
  ipcMain.on(channels.requestPort, (event) => {
    if (!isFromPage(event, page)) return;
    const { port1, port2 } = new MessageChannelMain();
    const channel = mainPortChannel(port1 as MainPort);
    // Messages wait in the port until it is listened to.
    handlers.then(
      (ready) => serve(contract, ready, channel, { onError }),
      () => channel.close(),
    );
    event.sender.postMessage(channels.port, null, [port2]);
  });
}
