/** A full disk, for real where this user may mount one of a megabyte. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeFolderAtomically } from '../../src/weights/atomicFolder.ts';
import { asDiskFull, freeBytes, requireDiskSpace } from '../../src/weights/diskSpace.ts';
import { createSafetensorsWriter } from '../../src/weights/safetensorsWriter.ts';
import { refusalOf, temporaryFolder } from './support.ts';

/** A mounted disk of 1 MB, or undefined (with a line saying so) where that is not permitted. */
async function tinyDisk(): Promise<string | undefined> {
  const folder = await temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    console.log('skipped: mounting a small disk needs root on Linux');
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

describe('disk space', () => {
  it('is found for folders that do not exist yet', async () => {
    const folder = await temporaryFolder();
    expect(await freeBytes(join(folder, 'not', 'yet', 'there'))).toBeGreaterThan(0);
  });

  it('refuses what does not fit, with both numbers', async () => {
    const folder = await temporaryFolder();
    await requireDiskSpace(folder, 1, 'a byte');
    const error = await refusalOf(requireDiskSpace(join(folder, 'new'), 1.5e15, 'the converted model'));
    expect(error.code).toBe('DISK_FULL');
    expect(error.message).toMatch(/^the converted model needs 1500\.00 TB \(1500000000000000 bytes\) on disk, .*\(\d+ bytes\) are free$/);
  });

  it('leaves other errors as they are', () => {
    const error = Object.assign(new Error('no'), { code: 'EIO' });
    expect(asDiskFull(error, 'x')).toBe(error);
  });

  it('a plan larger than the disk is refused before a byte is written', async ({ skip }) => {
    const disk = await tinyDisk();
    if (disk === undefined) return skip();
    const error = await refusalOf(createSafetensorsWriter(disk, [{ name: 'w', shape: [2 ** 20], dtype: 'f32' }]));
    expect(error.code).toBe('DISK_FULL');
    expect(await readdir(disk)).toEqual([]);
  });

  it('a disk that fills during the write leaves no half-written file', async ({ skip }) => {
    const disk = await tinyDisk();
    if (disk === undefined) return skip();
    const writer = await createSafetensorsWriter(disk, [{ name: 'w', shape: [2 ** 17], dtype: 'f32' }]);
    await writeFile(join(disk, 'neighbour'), new Uint8Array(700 * 1024));
    const error = await refusalOf(writer.write('w', new Float32Array(2 ** 17)));
    expect(error.code).toBe('DISK_FULL');
    expect(error.details.hint).toContain('removed');
    expect(await readdir(disk)).toEqual(['neighbour']);
  });

  it('a disk that fills while a folder is written leaves no half-written folder', async ({ skip }) => {
    const disk = await tinyDisk();
    if (disk === undefined) return skip();
    await mkdir(join(disk, 'models'));
    const write = (folder: string): Promise<void> => writeFile(join(folder, 'big'), new Uint8Array(2 * 2 ** 20));
    expect((await refusalOf(writeFolderAtomically(join(disk, 'models', 'moe'), write))).code).toBe('DISK_FULL');
    expect(await readdir(join(disk, 'models'))).toEqual([]);
  });

  it('a mounted disk itself is no destination, a folder in it is', async ({ skip }) => {
    const disk = await tinyDisk();
    if (disk === undefined) return skip();
    const write = (folder: string): Promise<void> => writeFile(join(folder, 'small'), 'x');
    expect((await refusalOf(writeFolderAtomically(disk, write))).message).toContain('mounted disk');
    await writeFolderAtomically(join(disk, 'moe'), write);
    expect(await readdir(join(disk, 'moe'))).toEqual(['small']);
  });
});
