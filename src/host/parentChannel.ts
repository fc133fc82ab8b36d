/** The channel to the process that started this host: Node's IPC under fork, `process.parentPort` under Electron's utilityProcess. */
import type { HostMessage, HostRequest } from '../shared/jobs.ts';

export interface ParentChannel {
  /** `sent` is called when the message has left this process. */
  send(message: HostMessage, sent?: () => void): void;
  onRequest(listen: (request: HostRequest) => void): void;
  /** The parent is gone. */
  onClosed(listen: () => void): void;
}

/** Electron's port; it hands over events, not the bare values that fork's channel gives. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listen: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listen: () => void): void;
}

export function openParentChannel(): ParentChannel {
  const { parentPort } = process as typeof process & { readonly parentPort?: UtilityPort };
  return parentPort ? overUtilityPort(parentPort) : overFork();
}

function overUtilityPort(port: UtilityPort): ParentChannel {
  return {
    send(message, sent) {
      port.postMessage(message);
      // The port tells no one when a message has left; a turn of the loop later it has been handed to the system.
      if (sent) setTimeout(sent, 50);
    },
    onRequest: (listen) => port.on('message', ({ data }) => listen(data as HostRequest)),
    onClosed: (listen) => port.on('close', listen),
  };
}

function overFork(): ParentChannel {
  return {
    send(message, sent) {
      // A parent that died meanwhile is told by onClosed; the message has no reader any more.
      if (process.connected) process.send?.(message, undefined, undefined, () => sent?.());
      else sent?.();
    },
    onRequest: (listen) => process.on('message', (message) => listen(message as HostRequest)),
    onClosed(listen) {
      process.on('disconnect', listen);
      // The parent may have gone while this process was starting: that event came before anyone listened.
      if (!process.connected) listen();
    },
  };
}
