/** The same prompt to the base and to what was trained on it. */
import { expect } from 'vitest';
import { expectUsable, long, pick, visit } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const playground: Scenario = {
  name: 'the playground: base and tuned side by side, tokens by expert, stopped, kept over a reload',
  given: 'trained',
  async play({ page }) {
    await visit(page, '/playground');
    await pick(page, 'Model', /starter/i);
    await page.getByRole('button', { name: 'Compare with another' }).click();
    await pick(page, 'Right', 'Shared experts');
    await page.getByTestId('prompt').fill('What is 3 plus 4?');
    await page.getByTestId('prompt').press('Enter');
    const speeds = page.getByText(/\d tokens? · .*tokens\/s/);
    await expect.poll(() => speeds.count(), long).toBe(2);
    const coloured = page.locator('[data-mark="expert"][style]');
    expect(await coloured.count()).toBeGreaterThan(0);
    expect(await coloured.first().getAttribute('title')).toMatch(/expert/i);
    const layer = page.getByRole('button', { name: /^Layer 2/ });
    await layer.click();
    expect(await layer.getAttribute('aria-pressed')).toBe('true');
    await expectUsable(page, 'playground');
    await page.reload();
    await speeds.first().waitFor();
    expect(await speeds.count()).toBe(2);

    // The starter answers faster than anyone stops it; loading it takes a moment.
    await page.getByRole('button', { name: 'Close this side' }).click();
    await page.getByRole('button', { name: 'Free their memory now' }).click();
    await page.getByTestId('prompt').fill('What is 5 plus 4?');
    await page.getByTestId('send-prompt').click();
    await page.getByTestId('stop-answer').click();
    const stopped = page.getByText(/tokens · stopped/);
    await stopped.waitFor(long);
    await page.getByRole('button', { name: 'Answer again' }).click();
    await stopped.waitFor({ state: 'hidden' });
    await expect.poll(() => speeds.count(), long).toBe(2);
    await page.getByRole('button', { name: 'Clear' }).click();
  },
};
