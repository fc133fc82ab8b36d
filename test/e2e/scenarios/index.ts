/** Every scenario, one line each. */
import { compareRuns } from './compareRuns.ts';
import { convertModel } from './convertModel.ts';
import { everyScreenEmpty, everyScreenFull } from './everyScreen.ts';
import { exportRun } from './exportRun.ts';
import { firstRun } from './firstRun.ts';
import { chartByKeyboard, firstRunByKeyboard, tableByKeyboard } from './keyboard.ts';
import { messyDataset } from './messyDataset.ts';
import { playground } from './playground.ts';
import type { Scenario } from './scenario.ts';
import { settings } from './settings.ts';
import { trainAndQueue } from './trainAndQueue.ts';
import { trashAndNames } from './trashAndNames.ts';
import { twoWindows } from './twoWindows.ts';

export const scenarios: readonly Scenario[] = [
  everyScreenEmpty,
  firstRun,
  firstRunByKeyboard,
  messyDataset,
  convertModel,
  trainAndQueue,
  twoWindows,
  tableByKeyboard,
  chartByKeyboard,
  compareRuns,
  playground,
  exportRun,
  settings,
  trashAndNames,
  everyScreenFull,
];
