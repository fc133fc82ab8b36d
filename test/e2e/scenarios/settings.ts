/** What the user prefers, and what the application keeps. */
import { expect } from 'vitest';
import { goTo, long, visit } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const settings: Scenario = {
  name: 'settings: the theme changes at once and stays, the cache goes, diagnostics tell nothing of the data',
  given: 'trained',
  async play({ page }) {
    const scheme = (): Promise<string | null> => page.locator('html').getAttribute('data-mantine-color-scheme');
    await goTo(page, 'Settings');
    await page.getByRole('tab', { name: 'Appearance' }).click();
    for (const theme of ['Light', 'Dark'] as const) {
      await page.getByText(theme, { exact: true }).click();
      await expect.poll(scheme).toBe(theme.toLowerCase());
    }
    await page.reload();
    await page.getByRole('tab', { name: 'Appearance' }).waitFor();
    // The choice may still be on its way to the application when the page is asked for anew.
    await expect.poll(scheme, long).toBe('dark');
    await page.getByText('As the system', { exact: true }).click();
    await expect.poll(scheme).toBe('light');

    await visit(page, '/settings/storage');
    const cache = page.getByRole('grid', { name: 'Storage' }).getByRole('row', { name: /^Cache/ });
    await cache.getByText(/[1-9].* (kB|MB)/).waitFor();
    await page.getByRole('button', { name: 'Empty the cache' }).click();
    await page.getByText('The cache is empty').waitFor(long);
    // The self-tests are asked for again at once; the rows are not.
    await cache.getByText(/^\d+ B$|^[0-9.]+ kB$/).waitFor(long);

    await visit(page, '/settings/diagnostics');
    const text = await page.getByRole('region', { name: 'For a bug report' }).locator('pre').innerText(long);
    expect(text).toMatch(/mixwright/i);
    // Words of the sample's rows and of its prompts.
    for (const word of ['apricot', 'plural of', 'What is 3 plus 4']) expect(text).not.toContain(word);
  },
};
