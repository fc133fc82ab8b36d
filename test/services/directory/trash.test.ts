import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registerDataset } from '../../../src/services/datasets/datasets.ts';
import type { DataDirectory } from '../../../src/services/directory/dataDirectory.ts';
import { emptyTrash, expireTrash, listTrash, putInTrash, restoreFromTrash } from '../../../src/services/directory/trash.ts';
import { registerModel, registerOwnModel } from '../../../src/services/models/models.ts';
import { claimRun } from '../../../src/services/runs/runOwner.ts';
import { newRun, temporaryDataDirectory } from '../support.ts';

const day = 24 * 60 * 60 * 1000;

async function ownModel(data: DataDirectory, id: string): Promise<string> {
  const folder = join(data.models, id);
  await mkdir(folder);
  await writeFile(join(folder, 'model.safetensors'), new Uint8Array(1000));
  await registerOwnModel(data, { id, name: id, source: 'converted' });
  return folder;
}

describe('trash', () => {
  it('gives a run back as it was', async () => {
    const data = await temporaryDataDirectory();
    const { id, directory } = await newRun(data, 'first');
    const before = (await data.catalogue.read()).runs[id];
    const entry = await putInTrash(data, { kind: 'run', name: 'first', folder: directory });
    expect((await data.catalogue.read()).runs).toEqual({});
    expect(await readdir(data.runs)).toEqual([]);
    expect(await listTrash(data, 30)).toMatchObject([{ id: entry, kind: 'run', name: 'first' }]);
    expect(await restoreFromTrash(data, entry)).toEqual({ kind: 'run', id });
    expect((await data.catalogue.read()).runs[id]).toEqual(before);
    expect(await listTrash(data, 30)).toEqual([]);
    expect(await readdir(data.trash)).toEqual([]);
  });

  it('takes no run that a process has', async () => {
    const data = await temporaryDataDirectory();
    const { directory } = await newRun(data, 'first');
    const claim = await claimRun(directory);
    await expect(putInTrash(data, { kind: 'run', name: 'first', folder: directory })).rejects.toMatchObject({ code: 'RUN_HELD' });
    expect(await listTrash(data, 30)).toEqual([]);
    await claim.release();
    await putInTrash(data, { kind: 'run', name: 'first', folder: directory });
  });

  it('puts a model back beside the one that has taken its place, with its new path', async () => {
    const data = await temporaryDataDirectory();
    const entry = await putInTrash(data, { kind: 'model', name: 'tiny', folder: await ownModel(data, 'tiny') });
    await ownModel(data, 'tiny');
    expect(await restoreFromTrash(data, entry)).toEqual({ kind: 'model', id: 'tiny-2' });
    const { models } = await data.catalogue.read();
    expect(models['tiny-2']).toMatchObject({ id: 'tiny-2', path: join(data.models, 'tiny-2'), source: 'converted' });
    expect(models.tiny?.path).toBe(join(data.models, 'tiny'));
    // The folders are the truth: the index made anew says the same.
    expect((await data.catalogue.rebuild()).models).toEqual(models);
  });

  it('keeps what a reference points to out of it', async () => {
    const data = await temporaryDataDirectory();
    const { id } = await registerModel(data, '/models/tiny');
    const entry = await putInTrash(data, { kind: 'model', name: 'tiny', folder: join(data.models, id) });
    await restoreFromTrash(data, entry);
    expect((await data.catalogue.read()).models[id]?.path).toBe('/models/tiny');
  });

  it('says how many bytes come free, and frees them', async () => {
    const data = await temporaryDataDirectory();
    const entries: string[] = [];
    for (const name of ['a', 'b']) entries.push(await putInTrash(data, { kind: 'model', name, folder: await ownModel(data, name) }));
    const listed = await listTrash(data, 30);
    expect(listed.every(({ bytes }) => bytes > 1000)).toBe(true);
    expect(await emptyTrash(data, [entries[0] as string])).toBe(listed.find(({ id }) => id === entries[0])?.bytes);
    expect((await listTrash(data, 30)).map(({ id }) => id)).toEqual([entries[1]]);
    await emptyTrash(data);
    expect(await readdir(data.trash)).toEqual([]);
  });

  it('lets go of what has lain there for long enough, and of nothing else', async () => {
    const data = await temporaryDataDirectory();
    const { id } = await registerDataset(data, ['/data/chats.jsonl']);
    await putInTrash(data, { kind: 'dataset', name: 'chats', folder: join(data.datasets, id) });
    await expireTrash(data, 30, Date.now() + 29 * day);
    expect(await listTrash(data, 30)).toHaveLength(1);
    await expireTrash(data, 30, Date.now() + 31 * day);
    expect(await readdir(data.trash)).toEqual([]);
  });

  it('is emptied by several at once', async () => {
    const data = await temporaryDataDirectory();
    for (const name of ['a', 'b', 'c', 'd']) await putInTrash(data, { kind: 'model', name, folder: await ownModel(data, name) });
    const later = Date.now() + 31 * day;
    await Promise.all([emptyTrash(data), emptyTrash(data), expireTrash(data, 30, later), expireTrash(data, 30, later)]);
    expect(await readdir(data.trash)).toEqual([]);
  });

  it('leaves an entry whose content is still on its way, and clears one that it never came to', async () => {
    const data = await temporaryDataDirectory();
    await mkdir(join(data.trash, 'coming'), { recursive: true });
    await writeFile(join(data.trash, 'coming', 'trash.json'), '{}');
    expect(await emptyTrash(data)).toBe(0);
    await expireTrash(data, 30);
    expect(await readdir(data.trash)).toEqual(['coming']);
    await expireTrash(data, 30, Date.now() + 2 * day);
    expect(await readdir(data.trash)).toEqual([]);
  });

  it('is emptied of what it is told to be, never of a path', async () => {
    const data = await temporaryDataDirectory();
    await mkdir(join(data.trash, '.half-removed'), { recursive: true });
    for (const id of ['..', '.', '.half-removed', '../runs']) await expect(emptyTrash(data, [id])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(data.trash)).toEqual(['.half-removed']);
    await emptyTrash(data);
    expect(await readdir(data.trash)).toEqual([]);
  });

  it('passes over an entry whose content never came, and takes no other folder', async () => {
    const data = await temporaryDataDirectory();
    await mkdir(join(data.trash, 'half'), { recursive: true });
    await writeFile(join(data.trash, 'half', 'trash.json'), '{}');
    expect(await listTrash(data, 30)).toEqual([]);
    await expect(restoreFromTrash(data, 'half')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(restoreFromTrash(data, '../runs')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(putInTrash(data, { kind: 'run', name: 'x', folder: data.models })).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(putInTrash(data, { kind: 'run', name: 'x', folder: join(data.runs, 'gone') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(data.trash)).toEqual(['half']);
  });
});
