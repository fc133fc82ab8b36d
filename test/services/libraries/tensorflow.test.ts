import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { putClaim } from '../../../src/services/directory/claims.ts';
import { addTensorflow, removeTensorflow, tensorflowStatus } from '../../../src/services/libraries/tensorflow.ts';
import { tensorflowHome } from '../../../src/tensorflow/installation.ts';
import { openTensorflow } from '../../../src/tensorflow/tensorflow.ts';
import { writeInstallation } from '../../tensorflow/support.ts';
import { temporaryDataDirectory, temporaryFolder } from '../support.ts';

/** A wheel on disk; `scripts/tensorflow.sh` fetches one. */
const wheel = process.env.MIXWRIGHT_TENSORFLOW_WHEEL;
if (!wheel) console.info('no wheel of TensorFlow here (MIXWRIGHT_TENSORFLOW_WHEEL): building over it is not tested');
const python = spawnSync('python3', ['-c', 'import pip']).status === 0;

const wheelName = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

describe('TensorFlow in the data directory', () => {
  it('is left as it is when a whole installation is there', async () => {
    const data = await temporaryDataDirectory();
    const folder = writeInstallation(join(tensorflowHome(data.libraries), 'a'));
    expect(await addTensorflow(data)).toMatchObject({ folder, version: '2.21.0', already: true, bytes: 25 });
    expect(tensorflowStatus(data)).toMatchObject({ installed: true, version: '2.21.0', bytes: 25, fault: null });
  });

  it('that a newer one replaced goes, but not while something computes', async () => {
    const data = await temporaryDataDirectory();
    const home = tensorflowHome(data.libraries);
    writeInstallation(join(home, 'old'));
    const newer = writeInstallation(join(home, 'new'), { addedAt: '2026-02-01T00:00:00.000Z' });
    const claim = await putClaim(data.locks.threads, { pid: process.pid });
    const notes: string[] = [];
    const onEvent = (event: { readonly type: string; readonly code?: string }) => notes.push(event.code ?? event.type);
    expect(await addTensorflow(data, { onEvent })).toMatchObject({ folder: newer, already: true });
    expect(readdirSync(home).sort()).toEqual(['new', 'old']);
    expect(notes).toEqual(['OLDER_KEPT']);
    await claim.release();
    await addTensorflow(data, { onEvent });
    expect(readdirSync(home)).toEqual(['new']);
    expect(notes).toEqual(['OLDER_KEPT']);
  });

  it('is removed with what a broken attempt left, and then not there', async () => {
    const data = await temporaryDataDirectory();
    const home = tensorflowHome(data.libraries);
    writeInstallation(join(home, 'a'));
    mkdirSync(join(home, '.b.0123.tmp'));
    expect(await removeTensorflow(data)).toEqual({ freedBytes: 25 });
    expect(existsSync(home)).toBe(false);
    expect(await removeTensorflow(data)).toEqual({ freedBytes: 0 });
    expect(tensorflowStatus(data)).toMatchObject({ installed: false, fault: null });
  });

  it('says what is wrong with it', async () => {
    const data = await temporaryDataDirectory();
    writeInstallation(join(tensorflowHome(data.libraries), 'a'), { arch: 's390x' });
    expect(tensorflowStatus(data)).toMatchObject({ installed: false, fault: expect.stringContaining('on s390x') });
  });

  it('is added or removed by one process at a time', async () => {
    const data = await temporaryDataDirectory();
    const wheelFile = join(await temporaryFolder(), wheelName);
    const both = await Promise.allSettled([addTensorflow(data, { from: wheelFile }), removeTensorflow(data)]);
    expect(both.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.message : ''))).toContainEqual(
      expect.stringContaining(`process ${process.pid} is adding or removing a library right now`),
    );
  });

  it.skipIf(!python)('stays as it was when the wheel is damaged', async () => {
    const data = await temporaryDataDirectory();
    const home = tensorflowHome(data.libraries);
    writeInstallation(join(home, 'a'));
    const wheelFile = join(await temporaryFolder(), wheelName);
    writeFileSync(wheelFile, 'not a zip');
    await expect(addTensorflow(data, { from: wheelFile })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
      message: expect.stringMatching(/cannot be unpacked: .*not a zip file|needs .* not found/),
    });
    expect(readdirSync(home)).toEqual(['a']);
    expect(existsSync(wheelFile)).toBe(true);
  });

  it('stays as it was when the user stops', async () => {
    const data = await temporaryDataDirectory();
    const home = tensorflowHome(data.libraries);
    writeInstallation(join(home, 'a'));
    const stop = new AbortController();
    const adding = addTensorflow(data, { from: 'installer', signal: stop.signal, onEvent: () => setTimeout(() => stop.abort(), 50) });
    await expect(adding).rejects.toMatchObject({ code: 'STOPPED' });
    expect(readdirSync(home)).toEqual(['a']);
    // The lock is free again.
    expect(await removeTensorflow(data)).toEqual({ freedBytes: 25 });
  });

  it('says why the install script got nothing', async () => {
    vi.stubEnv('TFJS_NODE_CDN_STORAGE', 'http://127.0.0.1:1/');
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, '');
    const data = await temporaryDataDirectory();
    await expect(addTensorflow(data, { from: 'installer' })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
      message: expect.stringMatching(/install script of @tensorflow\/tfjs-node-gpu got no library: connect ECONNREFUSED/),
    });
    expect(readdirSync(tensorflowHome(data.libraries))).toEqual([]);
  });

  it.skipIf(!wheel)('is built over a wheel, replaces what was there, and loads', { timeout: 1_200_000 }, async () => {
    const data = await temporaryDataDirectory();
    const home = tensorflowHome(data.libraries);
    writeInstallation(join(home, 'a'));
    const notes: string[] = [];
    const added = await addTensorflow(data, {
      from: wheel as string,
      variant: 'cpu',
      onEvent: (event) => {
        if (event.type !== 'progress') notes.push(event.code);
      },
    });
    expect(notes).toEqual(['UNPACKING', 'BUILDING']);
    expect(added).toMatchObject({ source: 'wheel', variant: 'cpu', already: false });
    expect(added.files.map(({ path }) => path)).toContain('lib/napi-v8/tfjs_binding.node');
    expect(readdirSync(home)).toEqual([added.folder.slice(home.length + 1)]);
    expect(await openTensorflow(home, { directory: '' })).toMatchObject({ available: true, version: added.version, gpu: false, source: 'wheel' });
  });
});
