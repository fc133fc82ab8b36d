/** Checkpoints of every family, read and written again by `export`: both generations of transformers read the same model as before. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpoint, distance, exportTo, sameFunction } from '../support/jobs.ts';
import { fixtureFolder, fixtureNames, fixtureReference } from '../support/modelFixtures.ts';
import { type Answers, askModels, generations, given, type ModelAnswer } from './transformers.ts';

const asked = [...fixtureNames, 'broken'];

let root: string;
let answers: Answers<ModelAnswer>;
const folderOf = (name: string): string => join(root, name);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mixwright-rewritten-'));
  for (const name of fixtureNames) await exportTo(folderOf(name), checkpoint(fixtureFolder(name)), 'f32');
  await withLayerMissing(folderOf('llama'), folderOf('broken'));
  const tokensOf = (name: string): readonly number[] => fixtureReference(name === 'broken' ? 'llama' : name).tokens;
  answers = await askModels(asked.map((name) => ({ folder: folderOf(name), tokens: tokensOf(name) })));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A folder whose config promises one layer more than its weights hold. */
async function withLayerMissing(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  const config = JSON.parse(await readFile(join(to, 'config.json'), 'utf8')) as { num_hidden_layers: number };
  await writeFile(join(to, 'config.json'), JSON.stringify({ ...config, num_hidden_layers: config.num_hidden_layers + 1 }));
}

describe.each(generations)('$name', (generation) => {
  it.skipIf(!generation.available).each(fixtureNames)('reads %s rewritten with the logits it had', (name) => {
    expect(distance(given(answers.get(generation)?.[asked.indexOf(name)]).logits, fixtureReference(name).logits)).toBeLessThan(sameFunction);
  });

  it.skipIf(!generation.available)('would say if a weight were missing', () => {
    expect(answers.get(generation)?.at(-1)).toEqual({ error: expect.stringMatching(/missing_keys.*model\.layers\.2\./) });
  });
});
