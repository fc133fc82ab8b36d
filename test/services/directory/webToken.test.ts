import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { dataPaths } from '../../../src/services/directory/dataPaths.ts';
import { keptToken } from '../../../src/services/directory/webToken.ts';
import { temporaryFolder } from '../support.ts';

/** As FAT and exFAT look: few machines let a test mount one. */
let keepsNoPermissions = false;

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const openToAll = async (path: string): Promise<unknown> => {
    const found = await original.stat(path);
    return keepsNoPermissions ? Object.assign(found, { mode: found.mode | 0o077 }) : found;
  };
  return { ...original, stat: openToAll };
});

async function places() {
  const [data, warnings] = [dataPaths(await temporaryFolder()), [] as string[]];
  const token = (renew = false): Promise<string> => keptToken(data, { renew, warn: (message) => void warnings.push(message) });
  return { file: data.webTokenFile, warnings, token };
}

it('is the same each time until a new one is wanted, also for hosts that start at the same moment', async () => {
  const { token, warnings } = await places();
  const [first, ...others] = await Promise.all([token(), token(), token()]);
  expect(first).toMatch(/^[\w-]{32}$/);
  expect(others).toEqual([first, first]);
  const renewed = await token(true);
  expect(renewed).not.toBe(first);
  expect(await token()).toBe(renewed);
  expect(warnings).toEqual([]);
});

it.skipIf(process.platform === 'win32')('is for its owner alone; one that others could read is made anew, which is said', async () => {
  const { file, token, warnings } = await places();
  const first = await token();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await chmod(file, 0o644);
  const second = await token();
  expect(second).not.toBe(first);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(warnings).toEqual([expect.stringContaining('could be read by other users')]);
});

it('is made anew where the file holds something else, which is said', async () => {
  const { file, token, warnings } = await places();
  await token();
  await writeFile(file, '');
  const made = await token();
  expect(await readFile(file, 'utf8')).toBe(`${made}\n`);
  expect(warnings).toEqual([expect.stringContaining('does not hold a token')]);
});

it.skipIf(process.platform === 'win32')('was never in a file that others could read, not even in one left half written', async () => {
  const { file, token } = await places();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, 'left by a process that died', { mode: 0o644 });
  await token();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.skipIf(process.platform === 'win32')('is kept where the file system keeps no permissions, which is said when it is made', async () => {
  const { file, token, warnings } = await places();
  keepsNoPermissions = true;
  onTestFinished(() => {
    keepsNoPermissions = false;
  });
  const first = await token();
  expect(warnings).toEqual([expect.stringContaining(`${file} can be read by other users`)]);
  expect([await token(), await token()]).toEqual([first, first]);
  expect(warnings).toHaveLength(1);
  expect(await token(true)).not.toBe(first);
});
