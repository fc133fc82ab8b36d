/** Imports the real main file against the fake Electron, in a data directory of its own. */
import { type EventEmitter, once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { expect, onTestFinished, vi } from 'vitest';
import { api } from '../../src/shared/api.ts';
import { channels } from '../../src/shared/desktopChannels.ts';
import { portChannel, type WebPort } from '../../src/shared/rpc/channels/portChannel.ts';
import { connect } from '../../src/shared/rpc/client.ts';
import type { Client } from '../../src/shared/rpc/contract.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

export type FakeElectron = typeof import('../fakes/electron.ts');

export interface StartedApp {
  readonly electron: FakeElectron;
  readonly window: InstanceType<FakeElectron['BrowserWindow']>;
  /** Its data directory. */
  readonly home: string;
  /** A page that has loaded and asks for its port. */
  connectPage(): Promise<Client<typeof api>>;
}

export interface StartOptions {
  /** After the program's own two. */
  readonly given?: readonly string[];
  /** false: another instance runs already. */
  readonly first?: boolean;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called when the window is there, before the data directory is open. */
  onWindow?(window: StartedApp['window']): void;
}

export async function startApp({ given = [], first = true, home, env = {}, onWindow }: StartOptions = {}): Promise<StartedApp> {
  const folder = await temporaryFolder();
  vi.resetModules();
  const electron = await import('../fakes/electron.ts');
  Object.assign(electron.settings, { userData: folder, lock: first });
  for (const [name, value] of Object.entries({ MIXWRIGHT_HOME: home ?? folder, ...env })) vi.stubEnv(name, value);
  if (onWindow) electron.app.once('web-contents-created', () => queueMicrotask(() => onWindow(electron.shown.windows[0] as StartedApp['window'])));
  const { argv } = process;
  process.argv = [argv[0] ?? '', 'out/main/index.js', ...given];
  try {
    await import('../../src/main/index.ts');
    electron.entryEvaluated();
    await eventually(() => expect(electron.shown.windows.length > 0 || electron.shown.ended !== null).toBe(true));
  } finally {
    process.argv = argv;
    vi.unstubAllEnvs();
  }
  onTestFinished(async () => {
    for (const host of electron.shown.hosts) if (host.pid !== undefined) process.kill(host.pid, 'SIGKILL');
    electron.app.emit('will-quit', electron.preventable());
  });
  const window = electron.shown.windows[0] as StartedApp['window'];
  return {
    electron,
    window,
    home: home ?? folder,
    async connectPage() {
      const sent = once(window.webContents as EventEmitter, 'sent');
      electron.user.send(channels.requestPort);
      await sent;
      const port = window.webContents.sent.at(-1)?.ports[0] as MessagePort;
      return connect(api, portChannel(port as unknown as WebPort));
    },
  };
}
