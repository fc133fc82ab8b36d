import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findInstallation, listInstallations, recordFile } from '../../src/tensorflow/installation.ts';
import { addCommand, openTensorflow } from '../../src/tensorflow/tensorflow.ts';
import { temporaryFolder, writeInstallation } from './support.ts';

/** Searches nowhere else. */
const only = (home: string): { readonly home: string; readonly directory: string } => ({ home, directory: '' });

describe('the search for TensorFlow', () => {
  it('says that nothing is there, and the one command that adds it', async () => {
    const home = join(temporaryFolder(), 'tensorflow');
    expect(await openTensorflow(home, { directory: '' })).toEqual({
      available: false,
      reason: 'TensorFlow’s library is not installed',
      hint: addCommand,
    });
    expect(addCommand).toBe('mixwright devices add tensorflow');
  });

  it('takes the newest installation, or the one that is named', () => {
    const home = temporaryFolder();
    writeInstallation(join(home, 'a'), { addedAt: '2026-01-02T00:00:00.000Z' });
    writeInstallation(join(home, 'b'), { addedAt: '2026-01-03T00:00:00.000Z' });
    mkdirSync(join(home, '.c.0123.tmp'));
    expect(findInstallation(only(home))).toMatchObject({ folder: join(home, 'b'), source: 'wheel', binding: join(home, 'b', 'lib/napi-v8/tfjs_binding.node') });
    expect(findInstallation({ home, directory: join(home, 'a') }).folder).toBe(join(home, 'a'));
  });

  it.each([
    [
      'a file that is missing',
      (folder: string) => rmSync(join(folder, 'deps/lib/libtensorflow_cc.so.2')),
      'is damaged: deps/lib/libtensorflow_cc.so.2 is missing',
    ],
    [
      'a file that was cut off',
      (folder: string) => writeFileSync(join(folder, 'deps/lib/libtensorflow_cc.so.2'), 'not'),
      'is damaged: deps/lib/libtensorflow_cc.so.2 has 3 bytes, expected 13',
    ],
    ['another version of the package', (folder: string) => writeInstallation(folder, { nodePackage: '4.0.0' }), 'was made for @tensorflow/tfjs-node-gpu 4.0.0'],
    ['another processor', (folder: string) => writeInstallation(folder, { arch: 's390x' }), `is for ${process.platform} on s390x, this is`],
    ['a record that is no JSON', (folder: string) => writeFileSync(join(folder, recordFile), '{'), 'holds no installation of TensorFlow'],
    ['a record of the future', (folder: string) => writeFileSync(join(folder, recordFile), '{"format":2}'), 'is of a format this version does not know'],
    ['an addon for a later Node only', moveBindingToFuture, 'has no tfjs_binding.node for this Node'],
  ])('refuses %s', async (_, spoil, reason) => {
    const home = temporaryFolder();
    spoil(writeInstallation(join(home, 'a')));
    const opened = await openTensorflow(home, { directory: '' });
    expect(opened).toMatchObject({ available: false, reason: expect.stringContaining(reason), hint: addCommand });
  });

  it('lists what cannot be read last, so that it can be removed', () => {
    const home = temporaryFolder();
    writeFileSync(join(writeInstallation(join(home, 'a')), recordFile), '{');
    writeInstallation(join(home, 'b'));
    expect(listInstallations(home).map(({ folder, record }) => [folder, record?.tensorflow])).toEqual([
      [join(home, 'b'), '2.21.0'],
      [join(home, 'a'), undefined],
    ]);
  });

  it('hands on what the system says of a library that does not load', async () => {
    const home = temporaryFolder();
    writeInstallation(join(home, 'a'));
    expect(await openTensorflow(home, { directory: '' })).toMatchObject({
      available: false,
      reason: expect.stringMatching(/does not load: .*tfjs_binding\.node/),
    });
  });

  it('says when the package of the kernels is missing or of another version', async () => {
    const root = temporaryFolder();
    const from = pathToFileURL(join(root, 'index.js')).href;
    expect(await openTensorflow(root, { directory: '', from })).toMatchObject({ reason: 'the npm package @tensorflow/tfjs-node-gpu is not installed' });
    const folder = join(root, 'node_modules/@tensorflow/tfjs-node-gpu');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"version":"4.21.0"}');
    expect(await openTensorflow(root, { directory: '', from })).toMatchObject({ reason: '@tensorflow/tfjs-node-gpu is version 4.21.0, expected 4.22.0' });
  });
});

function moveBindingToFuture(folder: string): void {
  const name = 'lib/napi-v999/tfjs_binding.node';
  rmSync(join(folder, 'lib'), { recursive: true });
  mkdirSync(join(folder, 'lib/napi-v999'), { recursive: true });
  writeFileSync(join(folder, name), 'x');
  writeInstallation(folder, { files: [{ path: name, bytes: 1, sha256: '' }] });
  rmSync(join(folder, 'lib/napi-v8'), { recursive: true });
}
