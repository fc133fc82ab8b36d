import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openErrorLog } from '../../src/services/errorLog.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

it('keeps what went wrong, with its place and stack, for the user alone; an old log steps aside', async () => {
  const folder = await temporaryFolder();
  const log = openErrorLog(folder);
  await writeFile(log.file, 'x'.repeat(2 ** 20 + 1));
  log.add(new TypeError('first'), 'runs.list');
  log.add('second', 'upload');
  await eventually(async () => expect(await readFile(log.file, 'utf8')).toContain('second'));
  const text = await readFile(log.file, 'utf8');
  expect(text).toMatch(/runs\.list\nTypeError: first\n {4}at /);
  expect(text).not.toContain('xxx');
  expect((await stat(`${log.file}.old`)).size).toBe(2 ** 20 + 1);
  expect((await stat(log.file)).mode & 0o777).toBe(0o600);
});

it('fails at nothing', async () => {
  openErrorLog(join(await temporaryFolder(), 'gone')).add(new Error('lost'), 'anywhere');
});
