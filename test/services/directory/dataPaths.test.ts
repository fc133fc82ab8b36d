import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataDirectory } from '../../../src/services/directory/dataDirectory.ts';
import { dataPaths, type Surroundings } from '../../../src/services/directory/dataPaths.ts';
import { temporaryFolder } from '../support.ts';

const on = (platform: NodeJS.Platform, variables: Surroundings['variables'] = {}): Surroundings => ({ platform, variables, home: '/home/ada' });

describe('data directory', () => {
  it("is the one given, else MIXWRIGHT_HOME, else the platform's", () => {
    expect(dataPaths('./here', on('linux', { MIXWRIGHT_HOME: '/elsewhere' })).root).toBe(resolve('here'));
    expect(dataPaths(undefined, on('linux', { MIXWRIGHT_HOME: '/elsewhere' })).root).toBe('/elsewhere');
    expect(dataPaths(undefined, on('linux', { MIXWRIGHT_HOME: '' })).root).toBe('/home/ada/.local/share/mixwright');
    expect(dataPaths(undefined, on('linux', { XDG_DATA_HOME: '/data' })).root).toBe('/data/mixwright');
    expect(dataPaths(undefined, on('darwin')).root).toBe('/home/ada/Library/Application Support/Mixwright');
    expect(dataPaths(undefined, on('win32', { LOCALAPPDATA: '/local' })).root).toBe('/local/Mixwright');
  });

  it('is refused where a file is in the way', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(openDataDirectory(join(file, 'data'))).rejects.toMatchObject({ code: 'BAD_USAGE' });
    await expect(openDataDirectory(file)).rejects.toMatchObject({ code: 'BAD_USAGE' });
  });
});
