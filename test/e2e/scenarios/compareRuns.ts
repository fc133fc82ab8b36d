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
    const answers = page.getByRole('region', { name: 'The same prompt to each' });
    await answers.getByLabel('Prompt', { exact: true }).fill('What is 3 plus 4?');
    await answers.getByRole('button', { name: 'Ask', exact: true }).click();
    // The starter answers faster than anyone stops it; loading it takes a moment.
    await answers.getByText('Waits for the other answer').waitFor();
    await answers.getByRole('button', { name: 'Stop', exact: true }).click();
    await answers.getByText('stopped before its first word').last().waitFor();
    await answers.getByLabel('Prompt', { exact: true }).press('Enter');
    // They are answered while one looks elsewhere.
    const place = page.url().split('#')[1] ?? '';
    await goTo(page, 'Runs');
    await page.getByTestId('compare-runs').waitFor({ state: 'hidden' });
    await visit(page, place);
    await answers.getByRole('button', { name: 'Ask', exact: true }).waitFor(long);
    expect(await answers.getByLabel('Prompt', { exact: true }).inputValue()).toBe('What is 3 plus 4?');
    expect(await answers.getByRole('alert').count()).toBe(0);
    for (const name of ['Shared experts', 'Slower']) {
      const [heading, ...answer] = (await answers.getByRole('region', { name, exact: true }).innerText()).split('\n');
      expect(heading).toBe(name);
      expect(answer.join('').trim()).not.toMatch(/^$|^stopped|^not asked|^Waits|^an empty answer/);
    }
    await expectUsable(page, 'compare');
  },
};
