/** Goes to every screen, as someone does who looks around first: before there is anything, and after. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectUsable, goTo, visit } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

const screens = ['Home', 'Datasets', 'Models', 'Convert', 'Train', 'Runs', 'Playground', 'Export', 'Settings'] as const;

async function lookAround(page: Page, empty: boolean): Promise<void> {
  for (const name of screens) {
    await goTo(page, name);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await expect.poll(() => page.title()).toContain(name === 'Home' && empty ? 'Welcome' : name);
    await expectUsable(page, name);
  }
}

export const everyScreenEmpty: Scenario = {
  name: 'every screen opens, empty as it is, and can be used by everyone',
  given: 'nothing',
  async play({ page }) {
    await lookAround(page, true);
    const none = ['/runs/none', '/datasets/none', '/models/none', '/compare?runs=none', '/nowhere'];
    // Typed wrong, or cut off: no encoding of anything.
    const malformed = ['/runs/x%25', '/datasets/x%25', '/models/x%25', '/x%25', '/x%'];
    for (const route of [...none, ...malformed]) {
      await visit(page, route);
      await page
        .getByText(/^There is no |^Nothing to compare/)
        .first()
        .waitFor();
      await expectUsable(page, route);
    }
  },
};

export const everyScreenFull: Scenario = {
  name: 'every screen, with runs, models and datasets in it, can be used by everyone, and every address survives a reload',
  given: 'trained',
  async play({ page }) {
    await lookAround(page, false);
    await goTo(page, 'Runs');
    const rows = page.getByRole('grid', { name: 'Runs' }).locator('[data-key]');
    await rows.first().waitFor();
    const runs = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-key') ?? ''));
    const [run = ''] = runs;
    await goTo(page, 'Datasets');
    const dataset = (await page.getByRole('grid', { name: 'Datasets' }).locator('[data-key]').first().getAttribute('data-key')) ?? '';
    const routes = [
      ...['charts', 'experts', 'samples', 'checkpoints', 'proofs', 'recipe', 'log'].map((tab) => `/runs/${run}/${tab}`),
      ...['rows', 'problems', 'lengths', 'format'].map((tab) => `/datasets/${dataset}?tab=${tab}`),
      ...['devices', 'storage', 'appearance', 'behaviour', 'diagnostics'].map((section) => `/settings/${section}`),
      ...['model', 'method', 'data', 'parameters', 'review'].map((step) => `/train/${step}`),
      `/compare?runs=${runs.slice(0, 2).join(',')}`,
      `/export?model=${run}`,
    ];
    for (const route of routes) {
      await visit(page, route);
      await page.reload();
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      expect(page.url()).toContain(route);
      expect(await page.getByText(/could not be (opened|read|listed|told)|There is no /).count(), route).toBe(0);
      await expectUsable(page, route);
    }
  },
};
