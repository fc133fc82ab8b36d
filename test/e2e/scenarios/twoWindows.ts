/** Two windows on the same application tell the same. */
import { chooseForRow, goTo, rowOf, visit } from './pageSteps.ts';
import type { Scenario } from './scenario.ts';

export const twoWindows: Scenario = {
  name: 'what is changed in one window shows in the other',
  given: 'trained',
  async play({ page, openWindow }) {
    if (openWindow === null) return;
    const other = await openWindow();
    await visit(other, '/runs');
    await goTo(page, 'Runs');
    await chooseForRow(page, rowOf(page, 'Runs', 'Slower'), 'Rename');
    await page.getByRole('dialog').getByLabel('Name').fill('Seen twice');
    await page.keyboard.press('Enter');
    await rowOf(other, 'Runs', 'Seen twice').waitFor();
    await chooseForRow(other, rowOf(other, 'Runs', 'Seen twice'), 'Rename');
    await other.getByRole('dialog').getByLabel('Name').fill('Slower');
    await other.keyboard.press('Enter');
    await rowOf(page, 'Runs', 'Slower').waitFor();
    await other.close();
  },
};
