import { link, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderSize } from '../../../src/services/directory/folderSize.ts';
import { storageHandlers } from '../../../src/services/handlers/storage.ts';
import { withLibrariesTurn } from '../../../src/services/libraries/librariesTurn.ts';
import { claimRun } from '../../../src/services/runs/runOwner.ts';
import { temporaryApp } from '../appSupport.ts';
import { newRun, temporaryFolder } from '../support.ts';

const context = { signal: new AbortController().signal };
const idle = { busy: () => false };

describe('storage', () => {
  it('is counted by area, a file of two names once', async () => {
    const app = await temporaryApp();
    const { data } = app.services;
    await mkdir(join(data.models, 'a'));
    await writeFile(join(data.models, 'a', 'weights'), new Uint8Array(5000));
    await mkdir(join(data.datasets, 'b'));
    await link(join(data.models, 'a', 'weights'), join(data.datasets, 'b', 'same'));
    await writeFile(join(data.datasets, 'b', 'own'), new Uint8Array(70));
    const usage = await storageHandlers(app, idle)['storage.usage']({}, context);
    const area = (id: string): object | undefined => usage.areas.find((each) => each.id === id);
    expect(area('models')).toMatchObject({ bytes: 5000, items: 1 });
    expect(area('datasets')).toMatchObject({ bytes: 70, items: 1 });
    expect(area('exports')).toMatchObject({ bytes: 0, items: 0 });
    expect(usage.freeBytes).toBeGreaterThan(0);
  });

  it('stops counting when nobody waits any more', async () => {
    const app = await temporaryApp();
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(storageHandlers(app, idle)['storage.usage']({}, { signal })).rejects.toThrow('gone');
  });

  it('has a cache that is emptied, but not under a run at work', async () => {
    const app = await temporaryApp();
    const { data } = app.services;
    await mkdir(join(data.cache, 'samples'));
    await writeFile(join(data.cache, 'samples', 'x'), new Uint8Array(300));
    const run = await newRun(data);
    const claim = await claimRun(run.directory);
    await expect(storageHandlers(app, idle)['storage.clearCache']({}, context)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await claim.release();
    expect(await storageHandlers(app, idle)['storage.clearCache']({}, context)).toEqual({ freedBytes: 300 });
    expect(await readdir(data.cache)).toEqual([]);
  });
});

describe('the cache', () => {
  it('is not emptied under a plan, nor while a library is downloaded into it', async () => {
    const app = await temporaryApp();
    const { data } = app.services;
    await writeFile(join(data.cache, 'wheel.part'), 'half');
    await expect(storageHandlers(app, { busy: () => true })['storage.clearCache']({}, context)).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
    await withLibrariesTurn(data, async () => {
      await expect(storageHandlers(app, idle)['storage.clearCache']({}, context)).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
    });
    expect(await readdir(data.cache)).toEqual(['wheel.part']);
    expect(await storageHandlers(app, idle)['storage.clearCache']({}, context)).toEqual({ freedBytes: 4 });
  });
});

describe('the size of a folder', () => {
  it('is right for thousands of files in folders', async () => {
    const folder = await temporaryFolder();
    for (const name of ['x', 'y']) {
      await mkdir(join(folder, name));
      await Promise.all(Array.from({ length: 500 }, (_, i) => writeFile(join(folder, name, String(i)), 'abc')));
    }
    expect(await folderSize(folder)).toEqual({ bytes: 3000, files: 1000 });
    expect(await folderSize(join(folder, 'none'))).toEqual({ bytes: 0, files: 0 });
  });
});
