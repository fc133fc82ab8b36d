/** The same prompt to the base and to what was trained on it. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectUsable, goTo, long, pick, visit } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const playground: Scenario = {
  name: 'the playground: base and tuned side by side, tokens by expert, stopped, kept over a reload and while its screen is left',
  given: 'trained',
  async play({ page }) {
    await visit(page, '/playground');
    await pick(page, 'Model', /starter/i);
    await page.getByRole('button', { name: 'Compare with another' }).click();
    await pick(page, 'Right', 'Shared experts');
    await page.getByTestId('prompt').fill('What is 3 plus 4?');
    await page.getByTestId('prompt').press('Enter');
    const speeds = page.getByText(/\d tokens? · .*tokens\/s/);
    await expect.poll(() => speeds.count(), long).toBe(2);
    const layer = page.getByRole('button', { name: /^Layer 2/ });
    await layer.click();
    expect(await layer.getAttribute('aria-pressed')).toBe('true');
    await walkTokens(page);
    await expectUsable(page, 'playground');
    await expectComposerInView(page);
    await page.reload();
    await speeds.first().waitFor();
    expect(await speeds.count()).toBe(2);

    // The starter answers faster than anyone stops it; loading it takes a moment.
    await page.getByRole('button', { name: 'Close this side' }).click();
    await page.getByRole('button', { name: 'Free their memory now' }).click();
    await page.getByTestId('prompt').fill('What is 5 plus 4?');
    await page.getByTestId('send-prompt').click();
    await page.getByTestId('stop-answer').click();
    const stopped = page.getByText(/^Stopped before|tokens? · stopped/);
    await stopped.waitFor(long);
    await page.getByRole('button', { name: 'Answer again' }).click();
    await stopped.waitFor({ state: 'hidden' });
    await expect.poll(() => speeds.count(), long).toBe(2);

    await page.getByRole('button', { name: 'Free their memory now' }).click();
    await page.getByTestId('prompt').fill('What is 6 plus 2?');
    await page.getByTestId('send-prompt').click();
    await page.getByTestId('stop-answer').waitFor();
    await page.reload();
    await page.getByRole('region', { name: 'Conversation' }).getByText('What is 6 plus 2?').waitFor();
    await page.getByRole('button', { name: 'Free their memory now' }).click();
    await page.getByRole('button', { name: 'Answer again' }).click();
    await page.getByTestId('stop-answer').waitFor();
    await page.getByTestId('prompt').fill('not sent yet');
    await goTo(page, 'Runs');
    await page.getByRole('grid', { name: 'Runs' }).waitFor();
    await goTo(page, 'Playground');
    await expect.poll(() => speeds.count(), long).toBe(3);
    expect(await stopped.count()).toBe(0);
    expect(await page.getByTestId('prompt').inputValue()).toBe('not sent yet');
    await expectFollowed(page);
    await page.getByRole('button', { name: 'Clear' }).click();
  },
};

/** Where a token went is told under the pointer, and to those without one. */
async function walkTokens(page: Page): Promise<void> {
  const detail = page.getByTestId('token-detail').first();
  const tokens = page.getByRole('listbox', { name: /^Tokens of the answer/ }).getByRole('option');
  const count = await tokens.count();
  expect(count).toBeGreaterThan(1);
  await tokens.nth(1).hover();
  expect(await detail.innerText()).toContain(`token 2 of ${count} in the answer`);
  await page.getByTestId('prompt').hover();
  expect(await detail.isVisible()).toBe(false);

  // One stop of the Tab key for all of them.
  expect(await tokens.evaluateAll((all) => all.filter((token) => token.getAttribute('tabindex') === '0').length)).toBe(1);
  await tokens.first().focus();
  await page.keyboard.press('ArrowRight');
  expect(await detail.innerText()).toContain(`token 2 of ${count} in the answer · id `);
  expect(await tokens.nth(1).getAttribute('aria-selected')).toBe('true');
  expect(await tokens.nth(1).getAttribute('aria-label')).toMatch(/token 2 · id \d+, layer 2, expert \d .*%/);
  await page.keyboard.press('End');
  expect(await detail.innerText()).toContain(`token ${count} of ${count}`);
  const weights = page.getByRole('group', { name: /^Weight of each expert by layer, token/ });
  expect(await weights.getByRole('button').first().innerText()).toMatch(/Layer 0\s+\d\s+\d+ %/);
  // It stays to be read when the focus goes on, and goes by Escape.
  await page.keyboard.press('Shift+Tab');
  expect(await detail.isVisible()).toBe(true);
  await tokens.last().focus();
  await page.keyboard.press('Escape');
  expect(await detail.isVisible()).toBe(false);
  await tokens.first().focus();
  await page.getByRole('button', { name: 'Show all answers again' }).press('Enter');
  expect(await detail.isVisible()).toBe(false);
  expect(await isFocused(page.getByRole('region', { name: 'Conversation' }).last())).toBe(true);
}

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((node) => node === node.ownerDocument.activeElement);
}

/** In a window lower than the conversation: who has scrolled up is led to its end by a button, and by what is asked. */
async function expectFollowed(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 1024, height: 420 });
  const conversation = page.getByRole('region', { name: 'Conversation' });
  const fromEnd = (): Promise<number> => conversation.evaluate((node) => Math.round(node.scrollHeight - node.scrollTop - node.clientHeight));
  const newest = page.getByRole('button', { name: 'Go to the newest' });
  const scrollUp = async (): Promise<void> => {
    await conversation.evaluate((node) => node.scrollTo({ top: 0 }));
    await newest.waitFor();
    expect(await fromEnd()).toBeGreaterThan(100);
  };
  await scrollUp();
  await newest.press('Enter');
  await newest.waitFor({ state: 'hidden' });
  expect(await isFocused(conversation)).toBe(true);
  expect(await fromEnd()).toBeLessThan(2);
  await scrollUp();
  await page.getByRole('button', { name: 'Answer again' }).click();
  await expect.poll(fromEnd, long).toBeLessThan(2);
  await newest.waitFor({ state: 'hidden' });
  if (before) await page.setViewportSize(before);
}

/** At the smallest size and beyond it, with a conversation longer than the window. */
async function expectComposerInView(page: Page): Promise<void> {
  const before = page.viewportSize();
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
    { width: 1600, height: 1000 },
  ]) {
    await page.setViewportSize(size);
    const box = await page.getByTestId('send-prompt').boundingBox();
    expect(box && box.y + box.height, `${size.width} × ${size.height}`).toBeLessThan(size.height);
    expect(await page.locator('main').evaluate((main) => main.scrollHeight - main.clientHeight)).toBeLessThanOrEqual(0);
  }
  if (before) await page.setViewportSize(before);
}
