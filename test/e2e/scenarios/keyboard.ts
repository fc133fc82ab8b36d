/** The app without a mouse. */
import type { Page } from 'playwright-core';
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
  name: 'a table by keyboard alone: rows walked, selected, opened',
  given: 'trained',
  async play({ page }) {
    await goTo(page, 'Runs');
    const first = page.getByRole('grid', { name: 'Runs' }).locator('[data-key]').first();
    await first.waitFor();
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
