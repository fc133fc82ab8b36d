import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireEmptyDestination, writeFolderAtomically } from '../../src/weights/atomicFolder.ts';
import { refusalOf, temporaryFolder, writeFiles } from './support.ts';

const writeModel = async (folder: string): Promise<string> => {
  await writeFiles(folder, { 'config.json': '{}', 'deep/tokenizer.json': '[]' });
  return 'result';
};

describe('an atomic folder', () => {
  it('appears whole, with missing parents, and hands on the result', async () => {
    const root = await temporaryFolder();
    const target = join(root, 'a', 'b', 'moe');
    expect(await writeFolderAtomically(target, writeModel)).toBe('result');
    expect(await readFile(join(target, 'deep', 'tokenizer.json'), 'utf8')).toBe('[]');
    expect(await readdir(join(root, 'a', 'b'))).toEqual(['moe']);
  });

  it('is not there while it is being written', async () => {
    const root = await temporaryFolder();
    await writeFolderAtomically(join(root, 'moe'), async (temporary) => {
      expect(await readdir(root)).not.toContain('moe');
      await writeModel(temporary);
    });
    expect(await readdir(root)).toEqual(['moe']);
  });

  it('takes the place of an empty folder, also behind a link', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'real'));
    await symlink('real', join(root, 'link'));
    await writeFolderAtomically(join(root, 'link'), writeModel);
    expect((await readdir(join(root, 'real'))).sort()).toEqual(['config.json', 'deep']);
    expect((await readdir(root)).sort()).toEqual(['link', 'real']);
  });

  it('never replaces a folder that holds something, a file, or a path under a file', async () => {
    const root = await temporaryFolder();
    await writeFiles(root, { 'full/kept': 'x', file: 'x' });
    for (const [name, why] of [
      ['full', 'not empty'],
      ['file', 'is a file'],
      ['file/moe', 'lies under a file'],
    ] as const) {
      const error = await refusalOf(writeFolderAtomically(join(root, name), writeModel));
      expect([error.code, error.message]).toEqual(['OUTPUT_EXISTS', expect.stringContaining(why)]);
      expect((await refusalOf(requireEmptyDestination(join(root, name)))).code).toBe('OUTPUT_EXISTS');
    }
    expect((await readdir(root)).sort()).toEqual(['file', 'full']);
  });

  it('loses a race against someone else without touching their folder', async () => {
    const root = await temporaryFolder();
    const error = await refusalOf(
      writeFolderAtomically(join(root, 'moe'), async (temporary) => {
        await writeModel(temporary);
        await writeFiles(root, { 'moe/theirs': 'x' });
      }),
    );
    expect(error.code).toBe('OUTPUT_EXISTS');
    expect(await readdir(root)).toEqual(['moe']);
    expect(await readdir(join(root, 'moe'))).toEqual(['theirs']);
  });

  it('leaves nothing when writing fails', async () => {
    const root = await temporaryFolder();
    const failing = writeFolderAtomically(join(root, 'moe'), async (temporary) => {
      await writeModel(temporary);
      throw new RangeError('planted');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves nothing when it is stopped, before or during the work', async () => {
    const root = await temporaryFolder();
    const stop = new AbortController();
    const during = writeFolderAtomically(
      join(root, 'moe'),
      async (temporary) => {
        await writeFile(join(temporary, 'x'), 'x');
        stop.abort();
      },
      { signal: stop.signal },
    );
    expect((await refusalOf(during)).code).toBe('STOPPED');
    expect((await refusalOf(writeFolderAtomically(join(root, 'moe'), writeModel, { signal: stop.signal }))).code).toBe('STOPPED');
    expect(await readdir(root)).toEqual([]);
  });
});
