import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeProgram } from '../../src/tensorflow/install/nodeProcess.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

describe('a Node to run scripts with', () => {
  it('is this one, where this is Node', () => {
    expect(nodeProgram(false, '')).toBe(process.execPath);
  });

  it('is looked for by name from within the app, and said to be missing', async () => {
    const folder = await temporaryFolder();
    const [empty, full] = [join(folder, 'empty'), join(folder, 'full')];
    for (const each of [empty, full]) mkdirSync(each);
    const name = process.platform === 'win32' ? 'node.exe' : 'node';
    writeFileSync(join(full, name), '');
    expect(nodeProgram(true, [empty, '', full].join(delimiter))).toBe(join(full, name));
    expect(() => nodeProgram(true, empty)).toThrow(expect.objectContaining({ code: 'NOT_AVAILABLE' }));
  });
});
