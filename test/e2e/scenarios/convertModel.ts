/** The starter model made a mixture of experts, with what it gives told before and proved after. */
import { expect } from 'vitest';
import { expectInView, expectUsable, goTo, long, pick } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const convertModel: Scenario = {
  name: 'a conversion: planned live, proved by its receipt, opened as a model',
  given: 'nothing',
  async play({ page }) {
    await goTo(page, 'Models');
    await page.getByRole('button', { name: /^Convert .*starter/i }).click();
    await page.getByText('What it gives').waitFor(long);
    await page.getByText('Who can open it').waitFor();
    const experts = page.getByRole('textbox', { name: /^Experts/ });
    const becomes = page.getByText(/experts, top \d/).first();
    const before = await becomes.innerText();
    await experts.fill('6');
    await expect.poll(() => becomes.innerText(), long).not.toBe(before);
    await experts.fill('0');
    await page.getByTestId('start-convert').and(page.locator('[aria-disabled="true"]')).waitFor();
    await experts.fill('4');
    // What was chosen is there again, by whatever way one comes back.
    await goTo(page, 'Models');
    await goTo(page, 'Convert');
    await expect.poll(() => experts.inputValue(), long).toBe('4');
    await page.reload();
    await expect.poll(() => experts.inputValue(), long).toBe('4');
    await pick(page, 'Dense model', /starter/i);
    await expect.poll(() => experts.inputValue(), long).toBe('4');
    await page
      .getByText(/4 experts, top 2/)
      .first()
      .waitFor(long);
    await expectUsable(page, 'convert');
    await page.getByTestId('start-convert').click();
    // Whoever leaves and comes back is told how it ended, whenever it did.
    await goTo(page, 'Models');
    await goTo(page, 'Convert');
    await page.getByText('The new model is ready').waitFor(long);
    await expectInView(page.getByRole('button', { name: 'Train it' }));
    await page.getByText(/^It computes what the dense model does|^It starts different from the dense model/).waitFor();
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.waitForURL(/#\/models\//);
    await page.getByText('top 2, in 3 layers').waitFor(long);
    await page.getByRole('tab', { name: /^Tensors/ }).click();
    await page
      .getByRole('grid')
      .getByText(/experts/)
      .first()
      .waitFor();
    await page.reload();
    await expect.poll(() => page.getByRole('tab', { name: /^Tensors/ }).getAttribute('aria-selected'), long).toBe('true');
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByText('top 2, in 3 layers').waitFor(long);
  },
};
