/** The scenarios in Electron itself, and what only it has. CI runs this on three systems; elsewhere the binary is rarely there. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron as electron, type Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { electronBinary, missingDisplay } from '../../scripts/electronBinary.js';
import { patienceMs } from '../support/eventually.ts';
import { watchPage } from '../support/pageProblems.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { scenarios } from './scenarios/index.ts';
import { makeTrainedHome } from './trainedHome.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = electronBinary();
const obstacle = binary === null ? 'its binary is not installed: npx install-electron' : missingDisplay();
if (obstacle !== null) console.info(`skipped: the app in Electron (${obstacle})`);

const patience = 900_000;

interface OpenedApp {
  readonly page: Page;
  readonly home: string;
  /** What the page has complained of so far. */
  readonly problems: readonly string[];
}

async function open(home: string): Promise<OpenedApp> {
  const app = await electron.launch({
    executablePath: binary ?? '',
    args: [root, `--user-data-dir=${join(home, 'electron')}`],
    timeout: patienceMs,
    env: { ...(process.env as Record<string, string>), MIXWRIGHT_HOME: home },
  });
  onTestFinished(() => app.close());
  const page = await app.firstWindow({ timeout: patienceMs });
  page.setDefaultTimeout(patienceMs);
  return { page, home, problems: watchPage(page) };
}

describe.skipIf(obstacle !== null)('in Electron', () => {
  it.each(scenarios)('$name', { timeout: patience }, async ({ play, given }) => {
    const { page, home, problems } = await open(given === 'nothing' ? await temporaryFolder() : await makeTrainedHome());
    await play({ page, home, openWindow: null, killEngine: null });
    expect(problems).toEqual([]);
  });

  it('gives the page nothing of Node', async () => {
    const { page } = await open(await temporaryFolder());
    expect(await page.evaluate(() => [typeof require, typeof process, 'mixwright' in globalThis])).toEqual(['undefined', 'undefined', true]);
  });

  it('connects again when the page is reloaded', async () => {
    const { page, problems } = await open(await temporaryFolder());
    await page.reload();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(problems).toEqual([]);
  });
});
