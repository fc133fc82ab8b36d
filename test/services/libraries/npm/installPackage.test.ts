import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installPackage, type PackageToInstall } from '../../../../src/services/libraries/npm/installPackage.ts';
import { findRegistry } from '../../../../src/services/libraries/npm/registry.ts';
import { testControl } from '../../../support/control.ts';
import { temporaryFolder } from '../../support.ts';
import { type Behaviour, integrityOf, packTarball, startRegistry, type TestRegistry } from './registry.ts';

/** Does not compress, so that cuts fall where they are meant to. */
const library = randomBytes(300_000);
const tarball = packTarball([
  { path: 'package/package.json', content: Buffer.from('{}') },
  { path: 'package/../../escaped', content: Buffer.from('no') },
  { path: `package/bins/${'long/'.repeat(25)}lib.so`, content: library, pax: true },
]);
const wanted: PackageToInstall = {
  name: '@scope/lib',
  version: '1.2.3',
  integrity: integrityOf(tarball),
  downloadBytes: tarball.length,
  files: [`bins/${'long/'.repeat(25)}lib.so`],
  bytes: library.length,
};

interface Attempt {
  readonly folder: string;
  readonly downloads: string;
  readonly registry: TestRegistry;
  install(change?: Partial<PackageToInstall>, signal?: AbortSignal): Promise<void>;
  readonly progress: number[];
}

async function prepare(behaviour: Partial<Behaviour> = {}): Promise<Attempt> {
  const parent = await temporaryFolder();
  const [folder, downloads] = [join(parent, 'lib'), join(parent, 'downloads')];
  const registry = await startRegistry({ name: wanted.name, version: wanted.version, tarball, ...behaviour });
  const progress: number[] = [];
  return {
    folder,
    downloads,
    registry,
    progress,
    install(change = {}, signal = new AbortController().signal) {
      const control = { ...testControl(), signal, phase: () => undefined, progress: ({ done }: { done: number }) => void progress.push(done) };
      return installPackage({ ...wanted, ...change }, { folder, downloads, registry: registry.address, patience: 1 }, control);
    },
  };
}

describe('a package from the registry', () => {
  it('is unpacked, only the files that were asked for, and its tarball goes', async () => {
    const { install, folder, downloads, progress } = await prepare();
    await install();
    expect(await readFile(join(folder, ...(wanted.files[0] as string).split('/')))).toEqual(library);
    expect(await readdir(folder)).toEqual(['bins']);
    expect(await readdir(downloads)).toEqual([]);
    expect(progress).toContain(tarball.length);
  });

  it('goes on where the connection was cut', async () => {
    const { install, registry, folder } = await prepare({ cuts: [100_000, 50_000] });
    await install();
    expect(registry.asked).toHaveLength(3);
    expect(registry.asked[0]).toBeNull();
    expect(Number(/bytes=(\d+)-/.exec(registry.asked[2] ?? '')?.[1])).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(['bins']);
  });

  it('begins anew where the server knows no ranges', async () => {
    const { install, folder } = await prepare({ cuts: [100_000], withoutRanges: true });
    await install();
    expect(await readdir(folder)).toEqual(['bins']);
  });

  it('is refused when it is another file, and fetched whole the next time', async () => {
    const damaged = Uint8Array.from(tarball);
    damaged[1000] = (damaged[1000] as number) ^ 1;
    const { install, folder, downloads } = await prepare({ tarball: damaged });
    await expect(install()).rejects.toMatchObject({ code: 'NOT_AVAILABLE', message: expect.stringContaining('not the file that was tested') });
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
    expect(await readdir(downloads)).toEqual([]);
  });

  it('is refused when it is longer than it should be', async () => {
    const { install } = await prepare();
    await expect(install({ downloadBytes: 5000 })).rejects.toMatchObject({ code: 'NOT_AVAILABLE', message: expect.stringContaining('longer than') });
  });

  it('leaves nothing but the part when it is cancelled, and goes on from it', async () => {
    const stalling = await prepare({ stallsAfter: 120_000 });
    const abort = new AbortController();
    const attempt = stalling.install({}, abort.signal);
    while ((stalling.progress.at(-1) ?? 0) < 120_000) await new Promise((resolve) => setTimeout(resolve, 10));
    abort.abort();
    await expect(attempt).rejects.toMatchObject({ code: 'STOPPED' });
    expect(await readdir(stalling.downloads)).toEqual(['lib-1.2.3.tgz.part']);
    const next = await prepare();
    await installFrom(next, await readFile(join(stalling.downloads, 'lib-1.2.3.tgz.part')));
    expect(next.registry.asked).toEqual(['bytes=120000-']);
  });

  it('says so when a file is missing in it, the version is not there, or nobody answers', async () => {
    const { install, folder } = await prepare();
    await expect(install({ files: ['bins/other.so'] })).rejects.toMatchObject({ message: expect.stringContaining('lacks bins/other.so') });
    await expect(install({ version: '9.9.9' })).rejects.toMatchObject({ code: 'NOT_AVAILABLE', message: expect.stringContaining('has no @scope/lib@9.9.9') });
    await expect(install({ name: '@scope/none' })).rejects.toMatchObject({ message: expect.stringContaining('answered 404') });
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
    const control = { ...testControl(), phase: () => undefined };
    const place = { folder, downloads: join(folder, '..', 'downloads'), registry: 'http://127.0.0.1:9', patience: 1 };
    await expect(installPackage(wanted, place, control)).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
      message: expect.stringContaining('cannot be reached'),
    });
  });
});

async function installFrom(attempt: Attempt, part: Uint8Array): Promise<void> {
  await mkdir(attempt.downloads, { recursive: true });
  await writeFile(join(attempt.downloads, 'lib-1.2.3.tgz.part'), part);
  await attempt.install();
}

describe('the registry', () => {
  it('is the one npm would ask', async () => {
    const file = join(await temporaryFolder(), '.npmrc');
    const variable = `$\{HOST}`;
    await writeFile(file, `; mine\nregistry = https://general.example/npm/\n@scope:registry=https://${variable}/\n`);
    const variables = { NPM_CONFIG_USERCONFIG: file, HOST: 'scoped.example' };
    expect(await findRegistry('@scope/lib', variables)).toBe('https://scoped.example');
    expect(await findRegistry('@other/lib', variables)).toBe('https://general.example/npm');
    expect(await findRegistry('@other/lib', { ...variables, npm_config_registry: 'https://env.example' })).toBe('https://env.example');
    expect(await findRegistry('lib', { NPM_CONFIG_USERCONFIG: '/none' })).toBe('https://registry.npmjs.org');
  });
});
