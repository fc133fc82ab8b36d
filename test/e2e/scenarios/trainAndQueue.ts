/** From nothing chosen to two runs in the queue, by the five steps. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectUsable, goTo, long, rowOf, visit } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

async function fill(page: Page, field: RegExp, text: string): Promise<void> {
  await page.getByRole('textbox', { name: field }).fill(text);
}

export const trainAndQueue: Scenario = {
  name: 'the five steps to a run: proofs, memory, ways out, time; three in the queue, reordered; the recipe saved and loaded',
  given: 'nothing',
  async play({ page, home }) {
    await goTo(page, 'Train');
    await page.getByRole('button', { name: 'Recipes' }).click();
    await page.getByRole('menuitem', { name: 'Use the starter recipe' }).click();
    await page.waitForURL(/#\/train\/review/);
    await visit(page, '/train/method');
    await fill(page, /^Experts/, '4x');
    expect(await page.getByTestId('next-step').getAttribute('aria-disabled')).toBe('true');
    await fill(page, /^Experts/, '4');
    await visit(page, '/train/data');
    await fill(page, /^Sequence length/, '64');
    await visit(page, '/train/parameters');
    await fill(page, /^Steps/, '20');
    await fill(page, /^Warmup steps/, '2');
    await fill(page, /^Learning rate/, '4e-3');
    await fill(page, /^Eval every/, '10');
    await page.getByTestId('next-step').click();

    await page.getByText('It fits', { exact: true }).waitFor(long);
    await page.getByText('Trained parameters').waitFor();
    await page.getByRole('button', { name: 'Ways to take less' }).click();
    await page
      .getByRole('button', { name: 'Ways to take less' })
      .or(page.getByText(/less memory|saves|takes/i))
      .first()
      .waitFor();
    await page.getByTestId('measure-time').click();
    await page
      .getByText(/steps?\/s|per step|tokens\/s/)
      .first()
      .waitFor(long);
    await expectUsable(page, 'review');

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    const file = await (await saved).path();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ training: { steps: 20, learningRate: 4e-3, sequenceLength: 64 } });

    await holdQueue(home);
    for (const name of ['First', 'Second', 'Third']) {
      await visit(page, '/train/review');
      await fill(page, /^Name of the run/, name);
      await page.getByTestId('start-run').click(long);
      await page.waitForURL(/#\/runs/);
    }
    await goTo(page, 'Runs');
    const queue = page.getByRole('region', { name: 'Queue' }).getByRole('listitem');
    await expect.poll(() => queue.count(), long).toBe(3);
    await page.getByRole('button', { name: 'Earlier: Third' }).click();
    await expect.poll(() => queue.nth(1).innerText()).toContain('Third');
    await expectUsable(page, 'queue');
    await page.getByRole('switch', { name: 'Hold' }).click();
    const done = (name: string): Promise<void> => rowOf(page, 'Runs', name).getByText('Done').waitFor(long);
    await done('First');
    await done('Third');
    await done('Second');

    await goTo(page, 'Train');
    await page.getByRole('button', { name: 'Recipes' }).click();
    await page.getByRole('menuitem', { name: 'Start over' }).click();
    await page.waitForURL(/#\/train\/model/);
    await page.getByLabel('Load a recipe from a file').setInputFiles(file);
    await page.waitForURL(/#\/train\/review/);
    await visit(page, '/train/parameters');
    expect(await page.getByRole('textbox', { name: /^Steps/ }).inputValue()).toBe('20');
  },
};

/** As another window would: the switch is there only while something waits, and a run is short. */
async function holdQueue(home: string): Promise<void> {
  const file = join(home, 'settings.json');
  await writeFile(`${file}.new`, JSON.stringify({ version: 1, data: { queue: { paused: true } } }));
  await rename(`${file}.new`, file);
}
