/** A file as people have it: dropped, found wanting, mended, and looked at token by token. */
import { expect } from 'vitest';
import { lineCutOff, messyRows } from './messyRows.ts';
import { drop, expectInView, expectUsable, goTo, long, pick, rowOf } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const messyDataset: Scenario = {
  name: 'a messy file: dropped, its problems told by line, mended, its trained tokens coloured',
  given: 'nothing',
  async play({ page }) {
    await drop(page, 'messy.jsonl', messyRows);
    await page.waitForURL(/#\/datasets\//);
    await page.getByRole('tab', { name: /^Problems/ }).click();
    await page
      .getByRole('button', { name: /row lost/ })
      .first()
      .waitFor(long);
    await page.getByRole('gridcell', { name: String(lineCutOff), exact: true }).waitFor();
    await expectUsable(page, 'problems');

    await page.getByTestId('mend-dataset').click();
    await page.getByTestId('open-mended').waitFor(long);
    await expectInView(page.getByTestId('open-mended'));
    // The screen says so already.
    expect(await page.getByText(/mended copy written/).count()).toBe(0);
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByTestId('open-mended').click();
    await page.getByRole('tab', { name: /^Problems/ }).click();
    await page.getByText('Nothing wrong').waitFor(long);

    await page.getByRole('tab', { name: 'Format and split' }).click();
    await pick(page, 'Model', /starter/i);
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.locator('[data-mark="trained"]').first().waitFor(long);
    expect(await page.locator('[data-mark="context"]').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Next row' }).click();
    await page.getByText(/line 2$/).waitFor();
    await page.getByRole('tab', { name: 'Lengths' }).click();
    await page.getByText('Lengths of the samples').waitFor(long);

    // What is no dataset is refused by its name, and leaves nothing in the list.
    await drop(page, 'photo.png', 'PNG\u0000\u0000\u0000');
    await page.getByText(/^photo.png: expected JSON lines or JSON, got a picture/).waitFor(long);
    await page.getByRole('button', { name: 'Close the message' }).click();

    // The other way in: a file chosen; the desktop app shows the system's dialog instead.
    await goTo(page, 'Datasets');
    await page.getByRole('button', { name: 'Add a dataset' }).first().waitFor();
    await rowOf(page, 'Datasets', 'messy (mended)').waitFor();
    expect(await rowOf(page, 'Datasets', 'photo').count()).toBe(0);
    const input = page.getByLabel('Add a dataset', { exact: true }).and(page.locator('input'));
    if ((await input.count()) === 0) return;
    await input.setInputFiles({ name: 'chosen.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(messyRows) });
    await page.waitForURL(/#\/datasets\/chosen/);
  },
};
