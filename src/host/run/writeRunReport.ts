/** A run's report.html, drawn from what its folder holds. */
import { basename, join } from 'node:path';
import { renderReport } from '../../report/renderReport.ts';
import { runReport } from '../../report/runReport.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { readRunRecords } from './readRunRecords.ts';

export const reportFile = 'report.html';

export async function writeRunReport(directory: string, recipe: Recipe): Promise<void> {
  const records = await readRunRecords(directory);
  await writeFileDurably(join(directory, reportFile), renderReport(runReport({ id: basename(directory), recipe, ...records })));
}
