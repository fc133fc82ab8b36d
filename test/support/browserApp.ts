/** The app as its user has it in a browser: the real web host of out/ in a process of its own, the page in Chromium, and every complaint of the page kept. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchBrowser, serveApp } from '../../scripts/browser.js';
import type { PlayedApp } from '../e2e/scenarios/scenario.ts';
import { patienceMs } from './eventually.ts';
import { killChildren } from './killChildren.ts';
import { watchPage } from './pageProblems.ts';

export interface BrowserAppOptions {
  readonly executablePath: string;
  /** The data directory. */
  readonly home: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface BrowserApp extends PlayedApp {
  /** Fails when a page complained since the last look: a console error, an exception, a refused file. */
  expectNoProblems(): void;
  close(): Promise<void>;
}

const smallestSupported = { width: 1280, height: 800 } as const;

export async function openBrowserApp({ executablePath, home, colorScheme = 'light', viewport = smallestSupported }: BrowserAppOptions): Promise<BrowserApp> {
  const host = await serveApp(home, { env: { MIXWRIGHT_THREADS: '1' } });
  const browser = await launchBrowser(executablePath);
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce', acceptDownloads: true });
  context.setDefaultTimeout(patienceMs);
  const watched: (readonly string[])[] = [];
  let seen = 0;
  const openWindow = async (): Promise<Page> => {
    const page = await context.newPage();
    watched.push(watchPage(page));
    // The token's cookie is the context's.
    await page.goto(watched.length === 1 ? host.url : new URL(host.url).origin);
    return page;
  };
  return {
    page: await openWindow(),
    home,
    openWindow,
    killEngine: process.platform === 'win32' ? null : () => killChildren(host.pid, 'host.js'),
    expectNoProblems() {
      const problems = watched.flat();
      const fresh = problems.slice(seen);
      seen = problems.length;
      expect(fresh).toEqual([]);
    },
    async close() {
      await browser.close();
      await host.stop();
    },
  };
}
