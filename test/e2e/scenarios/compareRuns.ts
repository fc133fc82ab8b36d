/** Two runs over each other. */
import { expect } from 'vitest';
import { expectUsable, goTo, long, rowOf, visit } from './pageSteps.ts';
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
    await page.getByText('Waits for the other answer').waitFor();
    // They are answered while one looks elsewhere.
    const place = page.url().split('#')[1] ?? '';
    await goTo(page, 'Runs');
    await page.getByTestId('compare-runs').waitFor({ state: 'hidden' });
    await visit(page, place);
    await page.getByRole('button', { name: 'Ask', exact: true }).waitFor(long);
    const answers = page.getByRole('region', { name: 'The same prompt to each' });
    expect(await answers.getByLabel('Prompt', { exact: true }).inputValue()).toBe('What is 3 plus 4?');
    expect(await answers.getByText(/stopped|not asked|Waits/).count()).toBe(0);
    await expectUsable(page, 'compare');
  },
};
