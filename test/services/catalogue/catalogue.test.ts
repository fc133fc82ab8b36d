import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { updateDataset } from '../../../src/services/datasets/datasets.ts';
import { openDataDirectory } from '../../../src/services/directory/dataDirectory.ts';
import { registerModel } from '../../../src/services/models/models.ts';
import { defaultDatasetSettings } from '../../../src/shared/api/datasets.ts';
import { bundleForNode } from '../../support/bundle.ts';
import { killHard, newRun, startProcess, temporaryDataDirectory } from '../support.ts';

const model = (id: string): { id: string; name: string; path: string; addedAt: string } => ({ id, name: id, path: '/m', addedAt: '2026-11-24T00:00:00.000Z' });

describe('catalogue', () => {
  it('loses no update of four processes with fifty each', async () => {
    const { root, catalogue } = await temporaryDataDirectory();
    const sharer = await bundleForNode('test/services/processes/sharer.ts');
    const writers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => startProcess(sharer, ['enterModels', root, name])));
    await Promise.all(writers.map((writer) => writer.exitCode ?? once(writer, 'exit')));
    expect(Object.keys((await catalogue.read()).models)).toHaveLength(200);
  });

  it('loses no update of one process that makes many at once', async () => {
    const { catalogue } = await temporaryDataDirectory();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        catalogue.update((data) => {
          data.models[`m${index}`] = model(`m${index}`);
        }),
      ),
    );
    expect(Object.keys((await catalogue.read()).models)).toHaveLength(20);
  });

  it('goes on when the process that holds its lock is killed', async () => {
    const { root, catalogue } = await temporaryDataDirectory();
    const holder = await startProcess(await bundleForNode('test/services/processes/sharer.ts'), ['holdCatalogue', root]);
    const waiting = catalogue.update((data) => {
      data.models.late = model('late');
    });
    await killHard(holder);
    await waiting;
    expect((await catalogue.read()).models.late).toEqual(model('late'));
  });

  it('is whole and unlocked after its writers were killed at random moments', async () => {
    const warnings: string[] = [];
    const { root, catalogue } = await temporaryDataDirectory((message) => warnings.push(message));
    const sharer = await bundleForNode('test/services/processes/sharer.ts');
    for (let round = 0; round < 8; round++) {
      const writer = await startProcess(sharer, ['enterModels', root, `w${round}`]);
      // By its own progress and a moment more: how fast it is depends on the machine.
      const written = async (): Promise<number> => Object.keys((await catalogue.read()).models).filter((id) => id.startsWith(`w${round}-`)).length;
      while ((await written()) < round) await sleep(1);
      await sleep(Math.random() * 20);
      await killHard(writer);
      await catalogue.update((data) => {
        data.models[`after-${round}`] = model(`after-${round}`);
      });
    }
    const ids = Object.keys((await catalogue.read()).models);
    expect(ids.filter((id) => id.startsWith('after-'))).toHaveLength(8);
    expect(ids.length).toBeGreaterThan(8);
    expect(warnings).toEqual([]);
  });

  it('changes nothing when a change fails half way', async () => {
    const { catalogue, catalogueFile } = await temporaryDataDirectory();
    await catalogue.update((data) => {
      data.models.kept = model('kept');
    });
    const before = await readFile(catalogueFile, 'utf8');
    await expect(
      catalogue.update((data) => {
        delete data.models.kept;
        throw new Error('half way');
      }),
    ).rejects.toThrow('half way');
    expect(await readFile(catalogueFile, 'utf8')).toBe(before);
    await expect(catalogue.update((data) => Object.assign(data.models, { broken: { id: 5 } }))).rejects.toThrow();
    expect(await readFile(catalogueFile, 'utf8')).toBe(before);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['null', () => 'null'],
    ['of another shape', () => '{"version":1,"data":{"models":[]}}'],
  ])('keeps a file that is %s aside and makes the catalogue anew from the folders', async (_, damage) => {
    const warnings: string[] = [];
    const dataDirectory = await temporaryDataDirectory((message) => warnings.push(message));
    const { id } = await newRun(dataDirectory);
    const { id: modelId } = await registerModel(dataDirectory, '/models/tiny');
    const damaged = damage(await readFile(dataDirectory.catalogueFile, 'utf8'));
    await writeFile(dataDirectory.catalogueFile, damaged);

    const found = await dataDirectory.catalogue.read();

    expect(Object.keys(found.runs)).toEqual([id]);
    expect(found.models[modelId]?.path).toBe('/models/tiny');
    const aside = (await readdir(dataDirectory.root)).filter((name) => name.startsWith('catalogue.json.corrupt-'));
    expect(aside).toHaveLength(1);
    expect(await readFile(`${dataDirectory.root}/${aside[0]}`, 'utf8')).toBe(damaged);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('could not be read');
    await dataDirectory.catalogue.read();
    expect(warnings).toHaveLength(1);
  });

  it('is made anew from the folders when it is gone', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id } = await newRun(dataDirectory);
    await rm(dataDirectory.catalogueFile);
    expect(Object.keys((await (await openDataDirectory(dataDirectory.root)).catalogue.read()).runs)).toEqual([id]);
  });

  it('of version 1 gives its datasets the settings they were read with, in the index and in their folders', async () => {
    const { root, datasets, catalogue, catalogueFile } = await temporaryDataDirectory();
    const old = { id: 'chats', name: 'chats', files: ['/data/chats.jsonl'], addedAt: '2026-11-24T00:00:00.000Z' };
    await mkdir(join(datasets, 'chats'));
    await writeFile(join(datasets, 'chats', 'dataset.json'), JSON.stringify(old));
    await writeFile(catalogueFile, JSON.stringify({ version: 1, data: { models: {}, datasets: { chats: old }, runs: {} } }));
    expect((await catalogue.read()).datasets).toEqual({ chats: { ...old, settings: defaultDatasetSettings } });
    await updateDataset(await openDataDirectory(root), 'chats', { settings: { sequenceLength: 512 } });
    const settings = { ...defaultDatasetSettings, sequenceLength: 512 };
    expect((await catalogue.rebuild()).datasets).toEqual({ chats: { ...old, settings } });
    expect(JSON.parse(await readFile(`${catalogueFile}.v1`, 'utf8'))).toMatchObject({ version: 1 });
  });

  it('refuses a newer file and touches nothing', async () => {
    const { catalogue, catalogueFile } = await temporaryDataDirectory();
    const newer = '{"version":99,"data":{"tensors":"new idea"}}';
    await writeFile(catalogueFile, newer);
    const before = await readdir(dirname(catalogueFile));
    await expect(catalogue.read()).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
    await expect(catalogue.update(() => undefined)).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
    expect(await readFile(catalogueFile, 'utf8')).toBe(newer);
    expect((await readdir(dirname(catalogueFile))).filter((name) => name !== 'locks')).toEqual(before);
  });
});
