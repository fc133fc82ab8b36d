import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { OpenRequest } from '../../src/shared/desktop.ts';
import { channels } from '../../src/shared/desktopChannels.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { type StartedApp, startApp } from './startedApp.ts';

const page = 'app://main/';

describe('hardening', () => {
  it('is set before and on every window', async () => {
    const { electron, window } = await startApp();
    expect(electron.app.sandboxed).toBe(true);
    expect(electron.protocol.schemes).toMatchObject([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    expect(electron.protocol.schemes[0]?.privileges).not.toHaveProperty('bypassCSP');
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    });
    expect(window.url).toBe(page);
  });

  it('refuses permissions but copying text', async () => {
    const { electron } = await startApp();
    const { request, check, device } = electron.session.defaultSession.permissions;
    for (const [permission, granted] of [
      ['media', false],
      ['geolocation', false],
      ['notifications', false],
      ['fileSystem', false],
      ['openExternal', false],
      ['clipboard-read', false],
      ['clipboard-sanitized-write', true],
    ] as const) {
      const decide = vi.fn();
      request?.({}, permission, decide);
      expect([permission, decide.mock.calls]).toEqual([permission, [[granted]]]);
      expect(check?.({}, permission)).toBe(granted);
    }
    expect(device?.({})).toBe(false);
  });

  it('keeps the window on its page', async () => {
    const { electron, window } = await startApp();
    const prevented = (name: string, event: object): boolean => {
      const given = electron.preventable(event);
      window.webContents.emit(name, given);
      return given.defaultPrevented;
    };
    expect(prevented('will-navigate', { url: 'https://evil.example/' })).toBe(true);
    expect(prevented('will-navigate', { url: 'app://main.evil/' })).toBe(true);
    expect(prevented('will-navigate', { url: 'file:///etc/passwd' })).toBe(true);
    expect(prevented('will-navigate', { url: `${page}index.html` })).toBe(false);
    expect(prevented('will-frame-navigate', { url: 'https://evil.example/', isMainFrame: false })).toBe(true);
    expect(prevented('will-redirect', { url: 'https://evil.example/' })).toBe(true);
    expect(prevented('will-attach-webview', {})).toBe(true);
  });

  it('opens no windows; https addresses go to the browser, others nowhere', async () => {
    const { electron, window } = await startApp();
    const open = (url: string): unknown => window.webContents.openHandler?.({ url });
    expect(open('https://arxiv.org/abs/2212.05055')).toEqual({ action: 'deny' });
    for (const url of ['http://evil.example', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'nonsense']) {
      expect(open(url)).toEqual({ action: 'deny' });
      await expect(electron.user.invoke(channels.openExternal, [url])).rejects.toThrow(/https/);
    }
    expect(electron.shown.openedOutside).toEqual(['https://arxiv.org/abs/2212.05055']);
  });

  it('serves the built page by its own scheme, with its policy, and nothing else', async () => {
    const { electron } = await startApp();
    const ask = (url: string): Promise<Response> => electron.protocol.handlers.get('app')?.(new Request(url)) as Promise<Response>;
    const index = await ask(page);
    expect(index.status).toBe(200);
    expect(index.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await index.text()).toContain('<div id="root">');
    for (const url of [
      'app://other/',
      `${page}..%2f..%2fpackage.json`,
      `${page}%2e%2e/%2e%2e/package.json`,
      `${page}..%5c..%5cpackage.json`,
      `${page}nothing.js`,
    ]) {
      expect((await ask(url)).status).toBe(404);
    }
  });

  it('hears nobody but its own page', async () => {
    const { electron, window } = await startApp();
    for (const url of ['https://evil.example/', 'app://main.evil/', 'file:///index.html', '']) {
      electron.user.send(channels.requestPort, url);
      electron.user.send(channels.listening, url);
      await expect(electron.user.invoke(channels.choose, ['folder', {}], url)).rejects.toThrow();
      await expect(electron.user.invoke(channels.reveal, ['/'], url)).rejects.toThrow();
    }
    expect(window.webContents.sent).toEqual([]);
    expect(electron.shown.dialogs).toEqual([]);
    expect(electron.shown.revealed).toEqual([]);
  });
});

describe('the page', () => {
  it('speaks RPC over its port, and over a new one after a reload', async () => {
    const app = await startApp();
    const client = await app.connectPage();
    expect(await client.call('app.info', {})).toMatchObject({ face: 'electron', version: '0.0.0-test', starter: true });
    client.close();
    const again = await app.connectPage();
    expect(await again.call('runs.list', {})).toEqual([]);
    again.close();
  });

  it('gets the paths that the system’s dialogs give', async () => {
    const { electron } = await startApp();
    electron.answers.push({ canceled: false, filePaths: ['/a.jsonl', '/b.jsonl'] }, { canceled: true, filePaths: [] }, { canceled: false, filePath: '/out' });
    expect(await electron.user.invoke(channels.choose, ['files', { title: 'Add', filters: [{ name: 'Data', extensions: ['jsonl'] }] }])).toEqual([
      '/a.jsonl',
      '/b.jsonl',
    ]);
    expect(await electron.user.invoke(channels.choose, ['folder', {}])).toEqual([]);
    expect(await electron.user.invoke(channels.choose, ['save', { defaultPath: '/x' }])).toEqual(['/out']);
    expect(electron.shown.dialogs).toMatchObject([
      { options: { title: 'Add', properties: ['openFile', 'multiSelections'] } },
      { kind: 'open' },
      { kind: 'save', options: { defaultPath: '/x' } },
    ]);
    await expect(electron.user.invoke(channels.choose, ['everything', {}])).rejects.toThrow();
    await electron.user.invoke(channels.reveal, ['/somewhere']);
    expect(electron.shown.revealed).toEqual(['/somewhere']);
  });

  it('is loaded again when its process crashed', async () => {
    const { window } = await startApp();
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.webContents.reloads).toBe(1);
  });

  it('that keeps crashing is not loaded for ever: after three times the user is asked', async () => {
    const { electron, window } = await startApp();
    const crash = (): void => void window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    electron.answers.push({ response: 0 });
    for (let count = 0; count < 4; count++) crash();
    expect(window.webContents.reloads).toBe(3);
    await eventually(() => expect(window.webContents.reloads).toBe(4));
    expect(electron.shown.dialogs).toMatchObject([{ options: { detail: expect.stringContaining('oom') } }]);
  });
});

describe('a window that is closed while the data directory is still being opened', () => {
  it('ends the app, which guards nothing and asks nothing any more', async () => {
    const { electron } = await startApp({ onWindow: (window) => void window.close() });
    expect(electron.shown.ended).toBe('quit');
    await sleep(1000);
    expect(electron.app.listenerCount('before-quit')).toBe(0);
    expect(electron.shown.errors).toEqual([]);
  });
});

describe('what the system hands over', () => {
  const opened = ({ window }: StartedApp): readonly OpenRequest[] =>
    window.webContents.sent.filter(({ channel }) => channel === channels.open).map(({ message }) => message as OpenRequest);

  async function files(): Promise<{ folder: string; model: string; data: string }> {
    const folder = await temporaryFolder();
    const [model, data] = [join(folder, 'model'), join(folder, 'chats.jsonl')];
    await mkdir(model);
    await writeFile(join(model, 'config.json'), '{}');
    await writeFile(data, '{}');
    return { folder, model, data };
  }

  it('waits until the page listens', async () => {
    const { folder, model, data } = await files();
    const app = await startApp({ given: ['--no-sandbox', data, model, join(folder, 'gone.jsonl')] });
    expect(opened(app)).toEqual([]);
    await eventually(() => {
      app.electron.user.send(channels.listening);
      expect(opened(app)).toEqual([
        { type: 'paths', looksLike: 'dataset', paths: [data] },
        { type: 'paths', looksLike: 'model', paths: [model] },
      ]);
    });
    // A reload stops listening; moving within the page does not.
    app.window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    app.electron.app.emit('open-file', app.electron.preventable(), data);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(opened(app)).toHaveLength(2);
    app.electron.user.send(channels.listening);
    expect(opened(app)).toHaveLength(3);
    app.window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    app.electron.app.emit('open-file', app.electron.preventable(), model);
    await eventually(() => expect(opened(app)).toHaveLength(4));
  });

  it('comes from a second start, which ends itself and shows the window of the first', async () => {
    const { folder, data } = await files();
    const first = await startApp();
    first.electron.user.send(channels.listening);
    first.window.hide();
    first.electron.app.emit('second-instance', {}, [], '', { given: ['chats.jsonl'], folder });
    expect(first.window.visible).toBe(true);
    await eventually(() => expect(opened(first)).toEqual([{ type: 'paths', looksLike: 'dataset', paths: [data] }]));

    const second = await startApp({ first: false, given: ['chats.jsonl'] });
    expect(second.electron.shown.windows).toEqual([]);
    expect(second.electron.shown.ended).toBe('quit');
    expect(second.electron.app.lockData).toEqual({ given: ['chats.jsonl'], folder: process.cwd() });
  });
});

it('does not pass for Node where a program takes it for one', async () => {
  const { electron } = await startApp({ env: { ELECTRON_RUN_AS_NODE: '1' }, given: ['script.js'] });
  expect(electron.shown.ended).toBe(1);
  expect(electron.app.lockData).toBe(null);
});

it('says why it cannot start', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  const { electron } = await startApp({ home: join(folder, 'file', 'below') });
  await eventually(() => expect(electron.shown.ended).toBe(1));
  expect(electron.shown.errors).toEqual([['Mixwright cannot start', expect.stringContaining(join(folder, 'file', 'below'))]]);
});
