/** One run in full, for its own screen. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointRow, RunRow, RunView } from '../../shared/api/runs.ts';
import { folderSize } from '../directory/folderSize.ts';
import type { Digest } from './digest.ts';
import { bestOf, listCheckpoints, readRunJson, readRunRecipe, runFiles } from './runFiles.ts';

/** @param evaluations of its digest. @throws MixwrightError BAD_MODEL when its recipe cannot be read. */
export async function viewRun(row: RunRow, { evaluations }: Pick<Digest, 'evaluations'>): Promise<RunView> {
  const { directory } = row;
  return {
    row,
    recipe: await readRunRecipe(directory),
    checkpoints: await checkpointRows(directory, evaluations),
    proofs: await readRunJson(directory, 'proofs'),
    numerics: await readRunJson(directory, 'numerics'),
    hasReport: existsSync(join(directory, runFiles.report)),
  };
}

/** By step; one that is removed meanwhile, because newer ones push it out, is passed over. */
async function checkpointRows(directory: string, evaluations: Digest['evaluations']): Promise<CheckpointRow[]> {
  const checkpoints = await listCheckpoints(directory);
  const losses = new Map(evaluations.map(({ step, loss }) => [step, loss]));
  const best = bestOf(checkpoints, evaluations);
  const rows = await Promise.all(
    checkpoints.map(async ({ step, path }) => {
      try {
        const [{ bytes }, { mtime }] = [await folderSize(path), await stat(path)];
        return [{ step, path, bytes, savedAt: mtime.toISOString(), best: step === best?.step, loss: losses.get(step) ?? null }];
      } catch {
        return [];
      }
    }),
  );
  return rows.flat();
}
