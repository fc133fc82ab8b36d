/** Two runs over each other. */
import { expect } from 'vitest';
import { expectUsable, goTo, long, rowOf } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const compareRuns: Scenario = {
  name: 'two runs compared: their curves, what differs, their answers to the same prompt',
  given: 'trained',
  async play({ page }) {
    await goTo(page, 'Runs');
    for (const name of ['Shared experts', 'Slower']) await rowOf(page, 'Runs', name).getByRole('checkbox').check();
    await page.getByTestId('compare-runs').click();
    await page.waitForURL(/#\/compare/);
    await page.getByText('Training loss').first().waitFor(long);
    const differences = page.getByRole('grid', { name: 'Where the recipes differ' });
    await differences.getByText('training.learningRate').waitFor(long);
    expect(await differences.getByText('4e-4', { exact: true }).count()).toBe(1);
    await page.getByLabel('Prompt', { exact: true }).fill('What is 3 plus 4?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Waits for the other answers').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Ask', exact: true }).isEnabled(), long).toBe(true);
    await page.getByText('Waits for the other answers').waitFor({ state: 'hidden', ...long });
    await expectUsable(page, 'compare');
  },
};
