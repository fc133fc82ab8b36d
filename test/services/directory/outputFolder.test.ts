import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookAtOutput, writeOutput } from '../../../src/services/directory/outputFolder.ts';
import { temporaryFolder } from '../support.ts';

const failing = async (folder: string, names: readonly string[]): Promise<never> => {
  await mkdir(folder, { recursive: true });
  for (const name of names) await writeFile(join(folder, name), '');
  throw new Error('half way');
};

describe('the folder that a job writes to', () => {
  it('is refused while it holds anything, so that what is cleared after a failure is never the user’s', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'model.safetensors'), 'mine');
    await expect(lookAtOutput(folder)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(await readdir(folder)).toEqual(['model.safetensors']);
  });

  it('goes with the job’s own files after a failure, and stays for what others put there', async () => {
    const folder = join(await temporaryFolder(), 'out');
    const place = await lookAtOutput(folder);
    await expect(writeOutput(place, () => failing(folder, ['config.json', 'model.safetensors', 'tokenizer.json', 'receipt.json']))).rejects.toThrow('half way');
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
    await expect(writeOutput(place, () => failing(folder, ['config.json', 'notes.txt']))).rejects.toThrow('half way');
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  it('is empty again where it was before', async () => {
    const folder = await temporaryFolder();
    const place = await lookAtOutput(folder);
    await expect(writeOutput(place, () => failing(folder, ['config.json']))).rejects.toThrow('half way');
    expect(await readdir(folder)).toEqual([]);
  });
});
