/** The first run in one click: the starter model and its sample data, entered into the catalogue, and the recipe that goes with them. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetRecord } from '../catalogue/schema.ts';
import { registerDataset } from '../datasets/datasets.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { uploadsFolder } from '../directory/uploads.ts';
import { enterStarter } from '../models/starterModel.ts';

const sampleName = 'Starter sample';
const sampleFile = 'starter-sample.jsonl';

/** One per task of the sample, for the eye: what is asked at each evaluation. */
const samples = { prompts: ['plural of apricot?', 'opposite of queen?', 'What is 3 plus 4?', 'What is the order of 6, 9 and 11?'], maxTokens: 24 } as const;

type Draft = Readonly<Record<string, unknown>> & { readonly dataset: Readonly<Record<string, unknown>> };

/** @param starter resources/starter. */
export async function starterRecipe(data: DataDirectory, starter: string): Promise<Record<string, unknown>> {
  const recipe = JSON.parse(await readFile(join(starter, 'demo.json'), 'utf8')) as Draft;
  const model = await enterStarter(data, starter);
  const dataset = await enterSample(data, { starter, model: model.id });
  return { ...recipe, model: model.path, dataset: { ...recipe.dataset, files: dataset.files }, samples };
}

/** Copied, as the model is: an application that runs from an image of its own lies elsewhere at every start. */
async function enterSample(data: DataDirectory, { starter, model }: { readonly starter: string; readonly model: string }): Promise<DatasetRecord> {
  const known = Object.values((await data.catalogue.read()).datasets).find(({ files }) =>
    files.some((file) => file.startsWith(data.datasets) && file.endsWith(sampleFile)),
  );
  if (known) return known;
  const folder = join(uploadsFolder(data), randomUUID());
  await mkdir(folder, { recursive: true });
  await copyFile(join(starter, 'sample.jsonl'), join(folder, sampleFile));
  return registerDataset(data, [join(folder, sampleFile)], { name: sampleName, settings: { taskField: 'task', evalShare: 0.05, model, sequenceLength: 128 } });
}
