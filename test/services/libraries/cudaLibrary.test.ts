import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AddedPackage, addedBackends, addedPackageFolder, cudaPackages } from '../../../src/llamacpp/addedLibraries.ts';
import { allowedPackageVersions } from '../../../src/llamacpp/libraries.ts';
import { deviceLister } from '../../../src/services/engineHosts/deviceList.ts';
import type { SpawnHost } from '../../../src/services/engineHosts/hostProcess.ts';
import { addCuda, type CudaMachine, describeCuda } from '../../../src/services/libraries/cudaLibrary.ts';
import { testControl } from '../../support/control.ts';
import { bundleHost } from '../../support/hostBundle.ts';
import { temporaryApp } from '../appSupport.ts';
import { integrityOf, packTarball, startRegistry } from './npm/registry.ts';

const machine: CudaMachine = { platform: 'linux', arch: 'x64', driver: true, runtimes: [13] };
const control = { ...testControl(), phase: () => undefined };

/** In place of an engine on a machine with such a GPU: its device passes the self-test. */
const hostWithCuda: SpawnHost = async () => {
  const events = new EventEmitter();
  const device = { id: 'cuda:0', selfTest: { ok: true, reason: null } };
  return {
    pid: process.pid,
    send() {
      events.emit('message', { type: 'result', result: { type: 'result', devices: [device] } });
      events.emit('exit', { code: 0, signal: null });
    },
    onMessage: (listen) => void events.on('message', listen),
    onStderr: () => undefined,
    onExit: (listen) => void events.on('exit', listen),
    kill: () => undefined,
  };
};

describe('the CUDA library', () => {
  it('is of the very version that the other libraries are', () => {
    const versions = new Set(Object.values(cudaPackages).flatMap((packages) => packages.map(({ version }) => version)));
    expect([...versions]).toEqual(allowedPackageVersions);
  });

  it('says its sizes before, and why it cannot be added', async () => {
    const { services } = await temporaryApp();
    const describeOn = (change: Partial<CudaMachine>) => describeCuda(services.data, { ...machine, ...change });
    expect(await describeOn({})).toMatchObject({ installed: false, downloadBytes: 142850036, bytes: 159113272, refusal: null });
    expect(await describeOn({ runtimes: [12] })).toMatchObject({ downloadBytes: 176679086, refusal: null });
    expect(await describeOn({ driver: false })).toMatchObject({ refusal: expect.stringContaining('driver') });
    expect(await describeOn({ runtimes: [] })).toMatchObject({ refusal: expect.stringContaining('CUDA 13 or CUDA 12') });
    expect(await describeOn({ platform: 'darwin', arch: 'arm64' })).toMatchObject({ downloadBytes: null, refusal: expect.stringContaining('darwin on arm64') });
    await expect(addCuda(services, control, { machine: { ...machine, driver: false } })).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
  });

  it('goes again when no device comes of it, and the devices there were stay', async () => {
    const { services } = await temporaryApp(await bundleHost());
    const content = randomBytes(20_000);
    const tarball = packTarball([{ path: 'package/bins/libggml-cuda.so', content }]);
    const own = (cudaPackages['linux-x64'] as readonly AddedPackage[])[0] as AddedPackage;
    const fake: AddedPackage = { ...own, integrity: integrityOf(tarball), downloadBytes: tarball.length, file: 'bins/libggml-cuda.so', bytes: content.length };
    const registry = await startRegistry({ name: fake.name, version: fake.version, tarball });
    const adding = addCuda(services, control, { machine, packages: [fake], registry: registry.address });
    await expect(adding).rejects.toMatchObject({ code: 'NOT_AVAILABLE', message: expect.stringContaining('shows no device') });
    expect(existsSync(addedPackageFolder(services.data.libraries, fake))).toBe(false);
    expect(await readdir(join(services.data.libraries, '.downloads'))).toEqual([]);
    const { devices } = await deviceLister(services).list(false);
    expect(devices.map(({ id }) => id)).toContain('cpu');
  });

  it('that is there and works stays, and nothing is downloaded', async () => {
    const { services } = await temporaryApp();
    const [own] = cudaPackages['linux-x64'] as readonly [AddedPackage];
    const file = join(addedPackageFolder(services.data.libraries, own), own.file);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'works');
    const bytes = await addCuda({ ...services, spawn: hostWithCuda }, control, { machine, packages: [own], registry: 'http://127.0.0.1:1' });
    expect(bytes).toBe(5);
    expect(await readFile(file, 'utf8')).toBe('works');
  });

  it('that cannot be loaded does not keep the engine from starting', async () => {
    const { services } = await temporaryApp(await bundleHost());
    const [own] = cudaPackages[`${process.platform}-${process.arch}`] ?? [];
    if (!own) return;
    const file = join(addedPackageFolder(services.data.libraries, own), own.file);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'no library');
    expect(addedBackends(services.data.libraries, process)).toEqual([file]);
    const { devices } = await deviceLister(services).list(false);
    expect(devices.find(({ id }) => id === 'cpu')?.selfTest.ok).toBe(true);
  });
});

describe('the list of devices', () => {
  it('is made once, anew when asked for or when a library came', async () => {
    const { services } = await temporaryApp(await bundleHost());
    const lister = deviceLister(services);
    const [first, second] = [lister.list(false), lister.list(false)];
    expect(await second).toBe(await first);
    const again = await lister.list(true);
    expect(again).not.toBe(await first);
    expect(again.devices.map(({ id }) => id)).toEqual((await first).devices.map(({ id }) => id));
    // Last resorts are tested when asked for, and remembered.
    expect(again.devices.find(({ id }) => id === 'tfjs-wasm')?.selfTest).toEqual({ ok: true });
    expect(await lister.list(false)).toBe(again);
    await mkdir(join(services.data.libraries, 'llamacpp', 'other@1'), { recursive: true });
    expect(await lister.list(false)).not.toBe(again);
  });
});
