/** What is deleted can be had back, at once or later; what has a name can have another. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { chooseForRow, drop, goTo, long, rowOf, visit } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

async function rename(page: Page, from: string, to: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Rename/ });
  await expect.poll(() => dialog.getByLabel('Name').inputValue()).toBe(from);
  await dialog.getByLabel('Name').fill(to);
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

export const trashAndNames: Scenario = {
  name: 'runs, datasets and models: renamed, deleted, brought back',
  given: 'trained',
  async play({ page }) {
    // A run: Undo brings it back at once.
    await goTo(page, 'Runs');
    await chooseForRow(page, rowOf(page, 'Runs', 'Slower'), 'Rename');
    await rename(page, 'Slower', 'Slowest');
    await chooseForRow(page, rowOf(page, 'Runs', 'Slowest'), 'Delete');
    await rowOf(page, 'Runs', 'Slowest').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'Runs', 'Slowest').waitFor();
    await chooseForRow(page, rowOf(page, 'Runs', 'Slowest'), 'Rename');
    await rename(page, 'Slowest', 'Slower');

    // A dataset: by way of the trash.
    await drop(page, 'short.jsonl', '{"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Good day"}]}\n'.repeat(3));
    await page.waitForURL(/#\/datasets\/short/);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await rename(page, 'short', 'Greetings');
    await page.getByRole('heading', { name: 'Greetings' }).waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Take off the list' }).click();
    await page.waitForURL(/#\/datasets$/);
    await rowOf(page, 'Datasets', 'Greetings').waitFor({ state: 'hidden' });
    await visit(page, '/settings/storage');
    await rowOf(page, 'Trash', 'Greetings').waitFor(long);
    await chooseForRow(page, rowOf(page, 'Trash', 'Greetings'), 'Put back');
    await rowOf(page, 'Trash', 'Greetings').waitFor({ state: 'hidden' });
    await goTo(page, 'Datasets');
    await rowOf(page, 'Datasets', 'Greetings').waitFor();

    // A model: the starter joins the list when its recipe is used.
    await goTo(page, 'Train');
    await page.getByRole('button', { name: 'Recipes' }).click();
    await page.getByRole('menuitem', { name: 'Use the starter recipe' }).click();
    await page.waitForURL(/#\/train\/review/);
    await goTo(page, 'Models');
    const name = 'Mixwright starter';
    await rowOf(page, 'Models', name).dblclick();
    await page.waitForURL(/#\/models\//);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Take off the list' }).click();
    await page.waitForURL(/#\/models$/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'Models', name).waitFor();
  },
};
