/** The scenarios through the desktop app's own main file, preload script and page; only Electron itself is a fake. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrowser, noBrowser } from '../../scripts/browser.js';
import { scenarios } from '../e2e/scenarios/index.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { openElectronPage } from './electronPage.ts';
import { startApp } from './startedApp.ts';

const executablePath = findBrowser() ?? '';
if (executablePath === '') console.info(`skipped: the desktop app's page (${noBrowser})`);
const patience = 900_000;

describe.skipIf(executablePath === '')('through the main file', () => {
  // What tells the faces apart, ports, dialogs and paths of files, shows where one begins with nothing.
  it.each(scenarios.filter(({ given }) => given === 'nothing'))('$name', { timeout: patience }, async ({ play }) => {
    const app = await startApp();
    const { page, problems } = await openElectronPage(app, executablePath);
    await play({
      page,
      home: app.home,
      openWindow: null,
      async killEngine() {
        for (const { pid } of app.electron.shown.hosts) if (pid !== undefined) process.kill(pid, 'SIGKILL');
      },
    });
    expect(problems).toEqual([]);
  });

  it('adds what the system’s dialog gave', async () => {
    const app = await startApp();
    const { page, problems } = await openElectronPage(app, executablePath);
    const path = join(app.home, 'picked.jsonl');
    await writeFile(path, '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}\n');
    app.electron.answers.push({ canceled: false, filePaths: [path] });
    await page.getByRole('link', { name: 'Datasets', exact: true }).click();
    await page.getByRole('button', { name: 'Add a dataset' }).first().click();
    await page.waitForURL(/#\/datasets\/picked/);
    expect(app.electron.shown.dialogs).toMatchObject([{ kind: 'open', options: { properties: ['openFile', 'multiSelections'] } }]);
    expect(problems).toEqual([]);
  });

  it('shows what a second start brings, and connects again after a reload', async () => {
    const app = await startApp();
    const { page, problems } = await openElectronPage(app, executablePath);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'chats.jsonl'), '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}\n');
    app.electron.app.emit('second-instance', {}, [], '', { given: ['chats.jsonl'], folder });
    await page.waitForURL(/#\/datasets\//);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'chats' }).waitFor();
    expect(problems).toEqual([]);
  });
});
