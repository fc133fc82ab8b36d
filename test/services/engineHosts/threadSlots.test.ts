import { describe, expect, it } from 'vitest';
import { claimThreads } from '../../../src/services/engineHosts/threadSlots.ts';
import { bundleForNode } from '../../support/bundle.ts';
import { killHard, startProcess, temporaryDataDirectory } from '../support.ts';

describe('claimThreads', () => {
  it('gives all cores to the first, what is left to the second, one to the rest', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const first = await claimThreads(dataDirectory, 3, 4);
    const second = await claimThreads(dataDirectory, undefined, 4);
    const third = await claimThreads(dataDirectory, undefined, 4);
    expect([first.threads, second.threads, third.threads]).toEqual([3, 1, 1]);
    await Promise.all([first, second, third].map((slots) => slots.release()));
    const all = await claimThreads(dataDirectory, undefined, 4);
    expect(all.threads).toBe(4);
    await all.release();
  });

  it('never gives the same core twice to those that ask at once', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const claims = await Promise.all(Array.from({ length: 4 }, () => claimThreads(dataDirectory, 2, 8)));
    expect(claims.map(({ threads }) => threads)).toEqual([2, 2, 2, 2]);
    await Promise.all(claims.map((slots) => slots.release()));
  });

  it('takes back the cores of a process that was killed', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const holder = await startProcess(await bundleForNode('test/services/processes/sharer.ts'), ['holdThreads', dataDirectory.root, '3']);
    const beside = await claimThreads(dataDirectory, undefined, 4);
    expect(beside.threads).toBe(1);
    await beside.release();
    await killHard(holder);
    const alone = await claimThreads(dataDirectory, undefined, 4);
    expect(alone.threads).toBe(4);
    await alone.release();
  });
});
