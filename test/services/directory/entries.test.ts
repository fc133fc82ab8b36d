import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listDatasets, registerDataset, resolveDataset } from '../../../src/services/datasets/datasets.ts';
import { listModels, registerModel } from '../../../src/services/models/models.ts';
import { temporaryDataDirectory, temporaryFolder } from '../support.ts';

describe('models in the catalogue', () => {
  it('keep one id per folder, and names that clash get a number', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const first = await registerModel(dataDirectory, '/models/tiny');
    expect(await registerModel(dataDirectory, '/models/other/../tiny')).toEqual(first);
    const second = await registerModel(dataDirectory, '/elsewhere/tiny');
    expect([first.id, second.id]).toEqual(['tiny', 'tiny-2']);
    expect(await listModels(dataDirectory)).toEqual([first, second]);
  });

  it('are known again when the catalogue is made anew', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id } = await registerModel(dataDirectory, '/models/tiny');
    await rm(dataDirectory.catalogueFile);
    expect((await listModels(dataDirectory)).map((model) => model.id)).toEqual([id]);
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
  });

  it('give uploaded files back when they cannot be entered', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const drop = join(dataDirectory.datasets, '.uploads', 'drop');
    await mkdir(drop, { recursive: true });
    const upload = join(drop, 'chats.jsonl');
    await writeFile(upload, 'mine');
    // The second one is not there to be moved.
    await expect(registerDataset(dataDirectory, [upload, join(drop, 'gone.jsonl')])).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(upload, 'utf8')).toBe('mine');
    // The record cannot be written.
    const unwritable = { template: 1n } as never;
    await expect(registerDataset(dataDirectory, [upload], { settings: unwritable })).rejects.toThrow(/BigInt/);
    expect(await readFile(upload, 'utf8')).toBe('mine');
    expect(await listDatasets(dataDirectory)).toEqual([]);
    expect(await readdir(dataDirectory.datasets)).toEqual(['.uploads']);
  });

  it('are refused when there is no such file, or a folder instead', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'chats'));
    await expect(resolveDataset(dataDirectory, ['missing.jsonl'], folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(resolveDataset(dataDirectory, ['chats'], folder)).rejects.toMatchObject({ code: 'BAD_DATASET' });
  });
});
