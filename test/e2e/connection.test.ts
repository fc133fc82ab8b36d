/** The web host dies under an open page, and comes back at the same address. */
import { expect, it, onTestFinished } from 'vitest';
import { findBrowser, launchBrowser, noBrowser, serveApp } from '../../scripts/browser.js';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const executablePath = findBrowser() ?? '';
if (executablePath === '') console.info(`skipped: a lost connection (${noBrowser})`);

it.skipIf(executablePath === '')('says that the connection is lost, and goes on when it is back', { timeout: 90_000 }, async () => {
  const home = await temporaryFolder();
  const before = await serveApp(home);
  const { port, origin } = new URL(before.url);
  await before.stop();
  // The same port and token twice, as scripts/dev.js has them.
  const serve = () => serveApp(home, { args: ['--port', port, '--page', origin], env: { MIXWRIGHT_DEVELOPMENT_TOKEN: 'the-same' } });
  const first = await serve();
  const browser = await launchBrowser(executablePath);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const exceptions: Error[] = [];
  page.on('pageerror', (error) => exceptions.push(error));
  await page.goto(first.url);
  await page.getByTestId('first-run').waitFor();
  await first.kill();
  const banner = page.getByText('The connection to the application is lost');
  await banner.waitFor();
  const second = await serve();
  onTestFinished(() => second.stop());
  await banner.waitFor({ state: 'hidden' });
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('grid', { name: 'Devices' }).waitFor();
  expect(exceptions).toEqual([]);
});
