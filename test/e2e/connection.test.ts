/** The web host dies under an open page, and comes back at the same address. */
import { expect, it, onTestFinished } from 'vitest';
import { findBrowser, launchBrowser, noBrowser, serveApp } from '../../scripts/browser.js';
import { patienceMs } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const executablePath = findBrowser() ?? '';
if (executablePath === '') console.info(`skipped: a lost connection (${noBrowser})`);

it.skipIf(executablePath === '')('says that the connection is lost, and goes on when it is back', async () => {
  const home = await temporaryFolder();
  const first = await serveApp(home);
  const { port } = new URL(first.url);
  const browser = await launchBrowser(executablePath);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(patienceMs);
  const exceptions: Error[] = [];
  page.on('pageerror', (error) => exceptions.push(error));
  await page.goto(first.url);
  await page.getByTestId('first-run').waitFor();
  await first.kill();
  const banner = page.getByText('The connection to the application is lost');
  await banner.waitFor();
  const second = await serveApp(home, { args: ['--port', port] });
  onTestFinished(() => second.stop());
  await banner.waitFor({ state: 'hidden' });
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('grid', { name: 'Devices' }).waitFor();
  expect(exceptions).toEqual([]);
});
