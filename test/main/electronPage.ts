/**
 * The built page in Chromium with the real preload script, against the real main file over the fake Electron: what lies between them
 * (inter-process messages, a port per load, the page's own scheme) goes through Playwright instead of Electron.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { launchBrowser } from '../../scripts/browser.js';
import { patienceMs } from '../support/eventually.ts';
import { watchPage } from '../support/pageProblems.ts';
import type { StartedApp } from './startedApp.ts';

const preloadFile = fileURLToPath(new URL('../../out/preload/index.cjs', import.meta.url));
/** Secure, as app://main/ is; its files come from the protocol handler. */
const origin = 'https://mixwright.test';

/** Electron's renderer side, in the page. `toMain` and `fromMain` are its only ways out and in. */
const rendererSide = `
  const listeners = new Map();
  const ports = new Map();
  globalThis.fromMain = (channel, message, port) => {
    const event = { ports: [] };
    if (port !== null) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => toMain('port', port, [data]);
      ports.set(port, port1);
      event.ports.push(port2);
    }
    for (const listen of listeners.get(channel) ?? []) listen(event, message);
  };
  globalThis.fromPort = (port, message) => ports.get(port)?.postMessage(message);
  const ipcRenderer = {
    on: (channel, listen) => listeners.set(channel, [...(listeners.get(channel) ?? []), listen]),
    off: (channel, listen) => listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listen)),
    send: (channel, ...given) => void toMain('send', channel, given),
    invoke: (channel, ...given) => toMain('invoke', channel, given),
  };
  const contextBridge = { exposeInMainWorld: (name, value) => { globalThis[name] = value; } };
  // A file that a test made has no path until it is written, which must have happened when this returns.
  const getPathForFile = (file) => {
    const request = new XMLHttpRequest();
    request.open('PUT', '/file?' + new URLSearchParams({ name: file.name }), false);
    request.send(file);
    return request.responseText;
  };
  const webUtils = { getPathForFile };
  const process = { platform: 'linux' };
  const require = () => ({ ipcRenderer, contextBridge, webUtils });
`;

export interface ElectronPage {
  readonly page: Page;
  /** What it has complained of so far. */
  readonly problems: readonly string[];
}

export async function openElectronPage({ electron, window, home }: StartedApp, executablePath: string): Promise<ElectronPage> {
  const browser = await launchBrowser(executablePath);
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', reducedMotion: 'reduce' });
  page.setDefaultTimeout(patienceMs);
  const problems = watchPage(page);
  await page.route(`${origin}/**`, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname === '/file') {
      const path = join(home, basename(searchParams.get('name') ?? ''));
      await writeFile(path, route.request().postDataBuffer() ?? '');
      await route.fulfill({ body: path });
      return;
    }
    const response = (await electron.protocol.handlers.get('app')?.(new Request(`app://main${pathname}`))) ?? Response.error();
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) });
  });

  const ports: MessagePort[] = [];
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) return;
    // A page that is left takes its ports along.
    for (const port of ports) port.close();
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  });
  /** One after another, so that messages arrive in the order they were sent; a page that is gone gets none. */
  let delivering = Promise.resolve();
  const deliver = (name: 'fromMain' | 'fromPort', given: readonly unknown[]): void => {
    delivering = delivering
      .then(() =>
        page.evaluate(([target, values]) => (globalThis as unknown as Record<string, (...all: unknown[]) => void>)[target]?.(...values), [
          name,
          given,
        ] as const),
      )
      .catch(() => undefined);
  };
  window.webContents.on('sent', ({ channel, message, ports: [port] }: { channel: string; message: unknown; ports: readonly MessagePort[] }) => {
    if (port === undefined) {
      deliver('fromMain', [channel, message, null]);
      return;
    }
    const id = ports.push(port) - 1;
    port.on('message', (data) => deliver('fromPort', [id, data]));
    deliver('fromMain', [channel, message, id]);
  });
  await page.exposeFunction('toMain', async (kind: 'send' | 'invoke' | 'port', target: string | number, given: readonly unknown[]) => {
    if (kind === 'port') ports[target as number]?.postMessage(given[0]);
    else if (kind === 'send') electron.user.send(target as string);
    else return electron.user.invoke(target as string, given);
  });
  await page.addInitScript(`(() => {${rendererSide}${await readFile(preloadFile, 'utf8')}})()`);
  await page.goto(`${origin}/`);
  return { page, problems };
}
