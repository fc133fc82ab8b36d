import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgetDataset, listDatasets, registerDataset, resolveDataset } from '../../src/services/datasets.ts';
import { forgetModel, listModels, registerModel } from '../../src/services/models.ts';
import { temporaryDataDirectory, temporaryFolder } from './support.ts';

describe('models in the catalogue', () => {
  it('keep one id per folder, and names that clash get a number', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const first = await registerModel(dataDirectory, '/models/tiny');
    expect(await registerModel(dataDirectory, '/models/other/../tiny')).toEqual(first);
    const second = await registerModel(dataDirectory, '/elsewhere/tiny');
    expect([first.id, second.id]).toEqual(['tiny', 'tiny-2']);
    expect(await listModels(dataDirectory)).toEqual([first, second]);
  });

  it('are forgotten for good, also when the catalogue is made anew', async () => {
    const dataDirectory = await temporaryDataDirectory();
    await registerModel(dataDirectory, '/models/tiny');
    const { id } = await registerModel(dataDirectory, '/models/huge');
    await forgetModel(dataDirectory, id);
    await rm(dataDirectory.catalogueFile);
    expect((await listModels(dataDirectory)).map((model) => model.id)).toEqual(['tiny']);
    await expect(forgetModel(dataDirectory, 'tiny2')).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hint: 'did you mean "tiny"?' } });
  });
});

describe('datasets in the catalogue', () => {
  it('stand for their files wherever files are expected', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'more.jsonl'), '');
    const { id } = await registerDataset(dataDirectory, ['/data/chats.jsonl.gz', '/data/chats2.jsonl']);
    expect(id).toBe('chats');
    expect(await resolveDataset(dataDirectory, [id, './more.jsonl'], folder)).toEqual([
      '/data/chats.jsonl.gz',
      '/data/chats2.jsonl',
      join(folder, 'more.jsonl'),
    ]);
    await forgetDataset(dataDirectory, id);
    expect(await listDatasets(dataDirectory)).toEqual([]);
  });

  it('are refused when there is no such file, or a folder instead', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'chats'));
    await expect(resolveDataset(dataDirectory, ['missing.jsonl'], folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(resolveDataset(dataDirectory, ['chats'], folder)).rejects.toMatchObject({ code: 'BAD_DATASET' });
  });
});
