import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectDatasetFiles, datasetNameOf, isDatasetName } from '../../../src/services/datasets/datasetFiles.ts';
import { temporaryFolder } from '../support.ts';

async function folderOf(...names: readonly string[]): Promise<string> {
  const root = await temporaryFolder();
  for (const name of names) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), '');
  }
  return root;
}

const named = (files: readonly string[]): readonly string[] => files.map((file) => basename(file));

describe('files of a drop', () => {
  it('named for evaluation stand apart, unless all are', async () => {
    const root = await folderOf('chats.jsonl', 'chats-eval.jsonl', 'dev.json', 'evaluate-me.jsonl', 'contest.jsonl');
    const paths = ['chats.jsonl', 'chats-eval.jsonl', 'dev.json', 'evaluate-me.jsonl', 'contest.jsonl'].map((name) => join(root, name));
    const { files, evaluation } = await collectDatasetFiles(paths);
    expect([named(files), named(evaluation)]).toEqual([
      ['chats.jsonl', 'evaluate-me.jsonl', 'contest.jsonl'],
      ['chats-eval.jsonl', 'dev.json'],
    ]);
    const all = await collectDatasetFiles([join(root, 'dev.json')]);
    expect([named(all.files), all.evaluation]).toEqual([['dev.json'], []]);
  });

  it('and folders mix; each file comes once, whatever it is called', async () => {
    const root = await folderOf('a/1.jsonl', 'a/2.jsonl', 'a/readme.md', 'odd.dat');
    const { files } = await collectDatasetFiles([join(root, 'a', '2.jsonl'), join(root, 'a'), join(root, 'odd.dat')]);
    expect(named(files)).toEqual(['2.jsonl', '1.jsonl', 'odd.dat']);
  });

  it('in a folder: JSON counts only where no rows stand in lines', async () => {
    const root = await folderOf('only/rows.json', 'only/config.json', 'both/rows.jsonl.gz', 'both/meta.json');
    expect(named((await collectDatasetFiles([join(root, 'only')])).files)).toEqual(['rows.json']);
    expect(named((await collectDatasetFiles([join(root, 'both')])).files)).toEqual(['rows.jsonl.gz']);
  });
});

it('names', () => {
  expect(['a.jsonl', 'a.NDJSON', 'a.json.gz', 'a.csv', 'tokenizer.json', 'model.safetensors.index.json', 'my-config.json'].map(isDatasetName)).toEqual([
    ...[true, true, true, false, false, false, true],
  ]);
  expect(['/x/chats.v2.jsonl.gz', '/x/chats', '/x/.gz'].map(datasetNameOf)).toEqual(['chats.v2', 'chats', '.gz']);
});
