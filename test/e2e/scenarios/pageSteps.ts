/** What users do on every screen. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessibilityFaults } from '../../support/accessibility.ts';

/** Opens a place by its address, as a bookmark does. */
export async function visit(page: Page, route: string): Promise<void> {
  await page.goto(`${new URL(page.url()).href.split('#')[0]}#${route}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** By the navigation. */
export async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen, exact: true }).click();
}

/** A row of a table by words in it. */
export function rowOf(page: Page, table: string, words: string): Locator {
  return page.getByRole('grid', { name: table, exact: true }).getByRole('row').filter({ hasText: words });
}

/** Chooses from the menu at a row's end. */
export async function chooseForRow(page: Page, row: Locator, action: string): Promise<void> {
  await row.getByRole('button', { name: 'Actions for this row' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** Chooses from a list that opens. */
export async function pick(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page
    .getByRole('combobox', { name: field, exact: true })
    .or(page.getByRole('textbox', { name: field, exact: true }))
    .first()
    .click();
  await page.getByRole('option', { name: option }).first().click();
}

/** Drops a file on the window. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    `(() => { const transfer = new DataTransfer(); transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)})); return transfer; })()`,
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('main', type, { dataTransfer: transfer });
}

/** Neither axe-core nor the width finds a fault, in either theme. */
export async function expectUsable(page: Page, place: string): Promise<void> {
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${place}, ${colorScheme}: ${fault}`));
    const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (overhang > 0) faults.push(`${place}, ${colorScheme}: ${overhang} px too wide`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  expect(faults).toEqual([]);
}

/** Seen without scrolling. */
export async function expectInView(element: Locator): Promise<void> {
  const bottom = await element.page().evaluate<number>('window.innerHeight');
  await expect
    .poll(async () => {
      const box = await element.boundingBox();
      return box !== null && box.y >= 0 && box.y + box.height <= bottom;
    }, long)
    .toBe(true);
}

/** Training and engine hosts on a machine that has other things to do. */
export const long = { timeout: 300_000 } as const;
