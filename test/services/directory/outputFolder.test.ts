import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookAtOutput, type OutputFolder, writeOutput } from '../../../src/services/directory/outputFolder.ts';
import { writeFolderAtomically } from '../../../src/weights/atomicFolder.ts';
import { temporaryFolder } from '../support.ts';

const names = ['config.json', 'model.safetensors', 'tokenizer.json', 'receipt.json'];

async function fill(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names) await writeFile(join(folder, name), '');
}

/** A job whose process ends half way, before it can tidy up. */
const dying = async ({ temporary }: OutputFolder): Promise<never> => {
  await fill(temporary);
  throw new Error('half way');
};

/** A job that ends well. */
const writing = ({ folder, temporary }: OutputFolder): Promise<void> => writeFolderAtomically(folder, fill, { temporary });

function refuse(): never {
  throw new Error('wrong');
}

describe('the folder that a job writes to', () => {
  it('is refused while it holds anything', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'model.safetensors'), 'mine');
    await expect(lookAtOutput(folder)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(await readdir(folder)).toEqual(['model.safetensors']);
  });

  it('is not there after a failure, nor anything beside it; nothing of others is touched, whenever they put it there', async () => {
    const parent = await temporaryFolder();
    const folder = join(parent, 'moe');
    await mkdir(join(parent, '.moe.0123abcd.tmp'));
    const place = await lookAtOutput(folder);
    await expect(writeOutput(place, () => dying(place))).rejects.toThrow('half way');
    expect(await readdir(parent)).toEqual(['.moe.0123abcd.tmp']);
    const another = await lookAtOutput(folder);
    const overtaken = writeOutput(another, async () => {
      // Another process has begun meanwhile, a third has finished: by their names these could be ours.
      await fill(join(parent, '.moe.4567cdef.tmp'));
      await fill(folder);
      return dying(another);
    });
    await expect(overtaken).rejects.toThrow('half way');
    expect((await readdir(parent)).sort()).toEqual(['.moe.0123abcd.tmp', '.moe.4567cdef.tmp', 'moe']);
    expect((await readdir(folder)).sort()).toEqual([...names].sort());
  });

  it('is empty again where it was before, also when it was just being replaced', async () => {
    const folder = await temporaryFolder();
    const place = await lookAtOutput(folder);
    await expect(writeOutput(place, () => dying(place))).rejects.toThrow('half way');
    expect(await readdir(folder)).toEqual([]);
    const replacing = writeOutput(place, async () => {
      await rm(folder, { recursive: true });
      return dying(place);
    });
    await expect(replacing).rejects.toThrow('half way');
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes where it was made for the work alone', async () => {
    const folder = await temporaryFolder();
    const place = { ...(await lookAtOutput(folder)), before: 'taken' } as const;
    await expect(writeOutput(place, () => dying(place))).rejects.toThrow('half way');
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });

  it('is as it was where the result is not accepted, also behind a link', async () => {
    const parent = await temporaryFolder();
    const place = await lookAtOutput(join(parent, 'moe'));
    await expect(writeOutput(place, () => writing(place), refuse)).rejects.toThrow('wrong');
    expect(await readdir(parent)).toEqual([]);
    await mkdir(join(parent, 'real'));
    await symlink('real', join(parent, 'link'));
    const linked = await lookAtOutput(join(parent, 'link'));
    await expect(writeOutput(linked, () => writing(linked), refuse)).rejects.toThrow('wrong');
    expect((await readdir(parent)).sort()).toEqual(['link', 'real']);
    expect(await readdir(join(parent, 'link'))).toEqual([]);
    await writeOutput(linked, () => writing(linked));
    expect((await readdir(join(parent, 'real'))).sort()).toEqual([...names].sort());
  });

  it('tells why the work failed, though clearing it away fails too', async () => {
    const place = await lookAtOutput(join(await temporaryFolder(), 'moe'));
    await writeFile(join(dirname(place.target), 'file'), '');
    const stuck = { ...place, temporary: join(dirname(place.target), 'file', 'x') };
    await expect(
      writeOutput(
        stuck,
        async () => undefined,
        () => refuse(),
      ),
    ).rejects.toThrow('wrong');
  });
});
