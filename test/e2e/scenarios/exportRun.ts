/** A trained run, written for other software and proved. */
import { rm } from 'node:fs/promises';
import { expect } from 'vitest';
import { expectInView, expectUsable, goTo, long, rowOf } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const exportRun: Scenario = {
  name: 'an export: verified, with what to do with it, and found again',
  given: 'trained',
  async play({ page, home }) {
    await goTo(page, 'Runs');
    await rowOf(page, 'Runs', 'Shared experts').dblclick();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByLabel('New folder').waitFor(long);
    const folder = `${home}/exported`;
    await page.getByLabel('New folder').fill(folder);
    await page.getByTestId('start-export').click();
    // Whoever leaves and comes back is told how it ended, whenever it did.
    await goTo(page, 'Runs');
    await goTo(page, 'Export');
    await page.getByText('verified', { exact: true }).waitFor(long);
    await expectInView(page.getByText('verified', { exact: true }));
    await page.getByText('Open it elsewhere').waitFor();
    expect(await page.getByText(/from_pretrained/).count()).toBeGreaterThan(0);
    await expectUsable(page, 'export');
    await page.reload();
    await page
      .getByRole('grid', { name: /export/i })
      .getByText(folder)
      .waitFor();
    await rm(folder, { recursive: true });
  },
};
