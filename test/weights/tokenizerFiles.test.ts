import { chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carriedFileNames, copyCarriedFiles, findCarriedFiles, tokenizerFileNames } from '../../src/weights/tokenizerFiles.ts';
import { refusalOf, temporaryFolder, writeFiles } from './support.ts';

describe('files carried over', () => {
  it('are copied byte for byte, and nothing else is', async () => {
    const [from, to] = [await temporaryFolder(), await temporaryFolder()];
    const binary = Uint8Array.from({ length: 256 }, (_, i) => i);
    await writeFiles(from, {
      ...Object.fromEntries(carriedFileNames.map((name) => [name, `${name}\r\n`])),
      'tokenizer.model': binary,
      'config.json': '{}',
      'evil.py': '',
    });
    const copies = await copyCarriedFiles(from, to);
    expect(copies.map(({ name }) => name).sort()).toEqual([...carriedFileNames].sort());
    for (const { name, path } of copies) expect(await readFile(path)).toEqual(await readFile(join(from, name)));
    await expect(stat(join(to, 'evil.py'))).rejects.toThrow('ENOENT');
    await expect(stat(join(to, 'config.json'))).rejects.toThrow('ENOENT');
  });

  it('become writable files where the source is a read-only link', async () => {
    const [from, to] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(from, { 'blobs/abc': '{}' });
    await chmod(join(from, 'blobs/abc'), 0o444);
    await symlink('blobs/abc', join(from, 'tokenizer.json'));
    const [copy] = await copyCarriedFiles(from, to);
    expect((await stat(copy?.path as string)).mode & 0o777).toBe(0o644);
  });

  it('are only the tokenizer’s when asked for those', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'tokenizer.json': '{}', 'generation_config.json': '{}' });
    expect((await findCarriedFiles(folder, tokenizerFileNames)).map(({ name }) => name)).toEqual(['tokenizer.json']);
  });

  it('are refused when one is a git-LFS pointer or a folder', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'tokenizer.json': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n' });
    expect((await refusalOf(findCarriedFiles(folder))).details.hint).toContain('git lfs pull');
    const other = await temporaryFolder();
    await mkdir(join(other, 'vocab.json'));
    expect((await refusalOf(findCarriedFiles(other))).message).toContain('regular file');
  });
});
