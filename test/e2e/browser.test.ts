/** The scenarios in Chromium, against the built web host. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest';
import { findBrowser, noBrowser } from '../../scripts/browser.js';
import { type BrowserApp, openBrowserApp } from '../support/browserApp.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { scenarios } from './scenarios/index.ts';
import { makeTrainedHome } from './trainedHome.ts';

const executablePath = findBrowser() ?? '';
if (executablePath === '') console.info(`skipped: the app in a browser (${noBrowser})`);
const patience = 900_000;

describe.skipIf(executablePath === '')('in a browser', () => {
  describe('from nothing', () => {
    it.each(scenarios.filter(({ given }) => given === 'nothing'))('$name', { timeout: patience }, async ({ play }) => {
      const app = await openBrowserApp({ executablePath, home: await temporaryFolder() });
      onTestFinished(() => app.close());
      await play(app);
      app.expectNoProblems();
    });
  });

  describe('with what was trained', () => {
    let app: BrowserApp;
    beforeAll(async () => {
      app = await openBrowserApp({ executablePath, home: await makeTrainedHome() });
    }, patience);
    afterAll(async () => {
      await app.close();
      await rm(app.home, { recursive: true, force: true, maxRetries: 10 });
    });

    it.each(scenarios.filter(({ given }) => given === 'trained'))('$name', { timeout: patience }, async ({ play }) => {
      const home = `${new URL(app.page.url()).origin}/#/`;
      // Loaded anew, whatever the last one left open.
      await app.page.goto('about:blank');
      await app.page.goto(home);
      await play(app);
      app.expectNoProblems();
    });
  });
});
