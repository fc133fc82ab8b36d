/** The app without a mouse. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { goTo, long, rowOf } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    '(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.textContent ?? "").trim()',
  );
}

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

export const firstRunByKeyboard: Scenario = {
  name: 'the first run by keyboard alone: started, stopped in a dialog, found again by the palette',
  given: 'nothing',
  async play({ page }) {
    await page.getByTestId('first-run').waitFor();
    await tabTo(page, /^first-run$|^Start$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/runs\//);
    await page.getByText(/^[1-9]\d* \/ 250 steps/).waitFor(long);

    await tabTo(page, /^stop-run$|^Stop$/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Stop First run/ });
    await dialog.waitFor();
    // Focus stays within.
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement?.closest("[role=dialog]") !== null')).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => focused(page)).toMatch(/^stop-run$|^Stop$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Stop now$/);
    await page.keyboard.press('Enter');
    await page.getByTestId('resume-run').waitFor(long);

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor();
    await page.keyboard.type('Playgr');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/playground/);
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor({ state: 'hidden' });
  },
};

export const tableByKeyboard: Scenario = {
  name: 'the table of runs: all that is asked of a run in sight; by keyboard alone put in order, walked, selected, opened',
  given: 'trained',
  async play({ page }) {
    await goTo(page, 'Runs');
    const table = page.getByRole('grid', { name: 'Runs' });
    const first = table.locator('[data-key]').first();
    await first.waitFor();
    const keys = ['Run', 'Method', 'Status', 'Progress', 'Left', 'Loss', 'Best eval', 'Started', 'Trained for', 'Model', 'Dataset', 'Peak memory'];
    for (const key of keys) await table.getByRole('columnheader').getByRole('button', { name: key, exact: true }).waitFor();
    expect(await table.evaluate((grid) => grid.scrollWidth - grid.clientWidth)).toBeLessThanOrEqual(0);
    expect(await rowOf(page, 'Runs', 'Shared experts').innerText()).toMatch(/MixLoRA \+ Load-balancing loss.*Done.*24 steps.*sample\.jsonl.*MB/s);
    await tabTo(page, /^Best eval$/);
    await page.keyboard.press('Enter');
    await table
      .locator('[aria-sort=descending]')
      .getByRole('button', { name: /^Best eval ?, sorted by$/ })
      .waitFor();
    expect(await first.innerText()).toContain('Slower');
    await page.keyboard.press('Enter');
    await expect.poll(() => first.innerText()).toContain('Shared experts');

    await first.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByTestId('compare-runs').waitFor();
    expect(await page.getByTestId('compare-runs').innerText()).toContain('2');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/runs\/./);
    await page.goBack();
    await rowOf(page, 'Runs', 'Slower').waitFor();
  },
};

export const chartByKeyboard: Scenario = {
  name: 'a chart by keyboard alone: read out, zoomed for all charts of the page, shown whole again',
  given: 'trained',
  async play({ page }) {
    await goTo(page, 'Runs');
    const first = page.getByRole('grid', { name: 'Runs' }).locator('[data-key]').first();
    await first.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/runs\/./);
    const [loss, norm] = [page.getByRole('slider', { name: /^Loss/ }), page.getByRole('slider', { name: 'Gradient norm' })];
    const says = (chart: Locator): Promise<string | null> => chart.getAttribute('aria-valuetext');
    await loss.waitFor();
    await tabTo(page, /^Loss \(nats per token\)$/);
    await loss.getByText('zoom').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await says(loss)).toMatch(/^step 2: training \d.*, evaluation \d[^;]*$/);
    // They share the place.
    expect(await says(norm)).toMatch(/^step 2: gradient norm \d/);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    expect(await says(loss)).toMatch(/; step 2 to 8 shown$/);
    expect(await says(norm)).toMatch(/; step 2 to 8 shown$/);
    await page.getByRole('button', { name: 'Show everything' }).waitFor();
    await page.keyboard.press('End');
    expect(await says(loss)).toMatch(/^step 24: .*; step 18 to 24 shown$/);
    await page.keyboard.press('Escape');
    expect(await says(norm)).not.toContain('shown');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /^Zoom in/ }).click();
    expect(await says(loss)).toContain('shown');
  },
};
