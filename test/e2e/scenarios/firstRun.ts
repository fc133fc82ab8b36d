/** The first minutes: one press, a run to watch, to pause, to crash, and to have back. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { goTo, long, rowOf } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const firstRun: Scenario = {
  name: 'the first run: started by one press, watched, paused, killed, resumed, stopped with everything saved',
  given: 'nothing',
  async play({ page, killEngine }) {
    await page.getByTestId('first-run').click();
    await page.waitForURL(/#\/runs\/.*First-run/);
    await page.getByText(/^[1-9]\d* \/ 250 steps/).waitFor(long);
    await expectSameStep(page);
    const charts = page.getByRole('figure');
    await expect.poll(() => charts.count(), long).toBeGreaterThanOrEqual(4);
    await page.getByRole('tab', { name: 'Experts' }).click();
    await page.getByRole('img', { name: /^Load by layer and expert: \d+ layers by 4 experts/ }).waitFor(long);

    await page.getByTestId('pause-run').click();
    await page.getByTestId('continue-run').click(long);
    await page.getByTestId('pause-run').waitFor(long);

    if (killEngine) {
      await page
        .getByText(/ \/ 250 steps .*left/)
        .first()
        .waitFor(long);
      await killEngine();
      await page.getByText('The run failed').first().waitFor(long);
      // What happened, and that nothing is lost.
      await page
        .getByText(/SIGKILL|killed/)
        .first()
        .waitFor();
      await page.getByTestId('resume-run').click();
      await page.getByTestId('pause-run').waitFor(long);
      await page
        .getByText(/^[1-9]\d* \/ 250 steps .*left/)
        .first()
        .waitFor(long);
      expect(await page.getByText('The run failed').count()).toBe(0);
    }
    await page.getByTestId('stop-run').click();
    await page.getByRole('button', { name: 'Stop and save' }).click();
    await page.getByTestId('resume-run').waitFor(long);
    await page.getByRole('tab', { name: 'Checkpoints' }).click();
    await page.getByRole('grid', { name: 'Checkpoints' }).locator('[data-key]').first().waitFor();

    await goTo(page, 'Home');
    await rowOf(page, 'Runs that ended', 'First run').waitFor();
  },
};

/** The page and the status bar tell the same, at whatever moment. */
async function expectSameStep(page: Page): Promise<void> {
  const seen: (string | undefined)[][] = [];
  for (let looks = 0; looks < 40; looks++) {
    await page.waitForTimeout(50);
    seen.push(
      await page.evaluate(
        '[/(\\d+) \\/ 250 steps/.exec(document.querySelector("main").innerText)?.[1], /step (\\d+) \\/ 250/.exec(document.querySelector("footer").innerText)?.[1]]',
      ),
    );
  }
  expect(seen.filter(([onPage, inBar]) => onPage !== inBar)).toEqual([]);
  expect(seen.flat()).not.toContain(undefined);
}
