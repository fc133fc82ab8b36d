/** A data directory with two short runs on the starter model, trained by the command line. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from '../../scripts/browser.js';

const starter = fileURLToPath(new URL('../../resources/starter/', import.meta.url));

export const shortRecipe = {
  model: join(starter, 'model'),
  dataset: { files: [join(starter, 'sample.jsonl')], evalShare: 0.05, taskField: 'task' },
  methods: [
    { id: 'mixlora', options: { experts: 4, topK: 2, rank: 8, alpha: 16 } },
    { id: 'load-balancing-loss', options: { coefficient: 0.01 } },
  ],
  samples: { prompts: ['What is 3 plus 4?'] },
  training: { steps: 24, microBatch: 4, sequenceLength: 64, learningRate: 4e-3, warmupSteps: 4, evalEvery: 8, checkpointEvery: 8 },
} as const;

/** @returns its path; whoever asked removes it. */
export async function makeTrainedHome(): Promise<string> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'mixwright-trained-')));
  const recipe = join(home, 'recipe.json');
  await writeFile(recipe, JSON.stringify(shortRecipe));
  for (const [name, ...sets] of [['Shared experts'], ['Slower', '--set', 'training.learningRate=4e-4']]) {
    const { status, stderr } = spawnSync(process.execPath, [program, 'train', recipe, '--name', name ?? '', ...sets, '--data-dir', home, '--quiet'], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  }
  return home;
}
