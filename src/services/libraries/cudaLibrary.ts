/**
 * ggml's CUDA backend, added on demand: it is large, and of use only with NVIDIA's driver and runtime. Of the builds there are,
 * the first one stays whose devices pass their self-test on this very machine.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type AddedPackage, addedLlamacpp, addedPackageFolder, cudaPackages } from '../../llamacpp/addedLibraries.ts';
import type { Library } from '../../shared/api/settings.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { TaskControl } from '../app/context.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { folderSize } from '../directory/folderSize.ts';
import { deviceCacheFile } from '../engineHosts/jobs.ts';
import { runJobInTask } from '../engineHosts/jobTask.ts';
import type { Services } from '../services.ts';
import { withLibrariesTurn } from './librariesTurn.ts';
import { type InstallPlace, installPackage } from './npm/installPackage.ts';
import { hasNvidiaDriver } from './nvidiaDriver.ts';

/** What of this machine decides whether CUDA can be added. */
export interface CudaMachine {
  readonly platform: string;
  readonly arch: string;
  readonly driver: boolean;
  /** Major versions of NVIDIA's runtime that the system's loader finds. */
  readonly runtimes: readonly number[];
}

export async function inspectCudaMachine(): Promise<CudaMachine> {
  const { platform, arch } = process;
  return {
    platform,
    arch,
    driver: hasNvidiaDriver(),
    runtimes: platform === 'win32' ? await runtimesOfPath() : platform === 'linux' ? await runtimesOfLoader() : [],
  };
}

export async function describeCuda({ libraries }: Pick<DataDirectory, 'libraries'>, machine: CudaMachine): Promise<Library> {
  const packages = packagesFor(machine);
  const fitting = packages.filter(({ cuda }) => machine.runtimes.includes(cuda));
  const [first] = fitting.length > 0 ? fitting : packages;
  const installed = packages.some((each) => existsSync(addedPackageFolder(libraries, each)));
  return {
    id: 'cuda',
    name: 'CUDA for NVIDIA GPUs',
    help: `Trains on NVIDIA GPUs through cuBLAS. Needs NVIDIA's driver and its CUDA 13 runtime, or CUDA 12 for GPUs before Ampere.${fitting.length > 1 ? ' When the first build does not work with this GPU, a second one is downloaded and tried.' : ''}`,
    installed,
    version: first?.version ?? '',
    bytes: installed ? (await folderSize(addedLlamacpp(libraries))).bytes : (first?.bytes ?? null),
    downloadBytes: first?.downloadBytes ?? null,
    refusal: installed ? null : refusalOf(machine),
  };
}

export interface CudaSource {
  readonly machine?: CudaMachine;
  readonly packages?: readonly AddedPackage[];
  readonly registry?: string;
  readonly patience?: number;
}

/** @returns bytes on disk. @throws MixwrightError NOT_AVAILABLE with the reason when it cannot work here; STOPPED; DISK_FULL. */
export function addCuda(services: Services, control: TaskControl, source: CudaSource = {}): Promise<number> {
  return withLibrariesTurn(services.data, () => add(services, control, source));
}

export function removeCuda(services: Services): Promise<void> {
  return withLibrariesTurn(services.data, async () => {
    await rm(addedLlamacpp(services.data.libraries), { recursive: true, force: true, maxRetries: 3 });
    await rm(deviceCacheFile(services), { force: true });
  });
}

async function add(services: Services, control: TaskControl, source: CudaSource): Promise<number> {
  const { data } = services;
  const machine = source.machine ?? (await inspectCudaMachine());
  const refusal = refusalOf(machine);
  if (refusal !== null) throw new MixwrightError('NOT_AVAILABLE', `CUDA cannot be added here. ${refusal}`);
  const packages = source.packages ?? packagesFor(machine);
  const there = packages.map((each) => addedPackageFolder(data.libraries, each)).find(existsSync);
  // Not given up for a download that may fail: what is there may work.
  if (there !== undefined && (await testFault(services, control)) === null) return (await folderSize(there)).bytes;
  const faults: string[] = [];
  for (const each of packages.filter(({ cuda }) => machine.runtimes.includes(cuda))) {
    const folder = addedPackageFolder(data.libraries, each);
    const place: InstallPlace = { folder, downloads: join(data.libraries, '.downloads'), ...pick(source) };
    // It does not work, or was cut short before its test.
    await rm(folder, { recursive: true, force: true });
    await installPackage({ ...each, files: [each.file] }, place, control);
    const fault = await testFault(services, control).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    if (fault === null) return (await folderSize(folder)).bytes;
    await rm(folder, { recursive: true, force: true });
    faults.push(`${each.name}: ${fault}`);
  }
  throw new MixwrightError('NOT_AVAILABLE', `CUDA does not work on this machine and was removed again. ${faults.join('; ')}`, {
    hint: 'update NVIDIA’s driver and CUDA runtime; until then Vulkan and the CPU go on as before',
  });
}

/** Why no CUDA device computes rightly with what is installed now; null: one does. */
async function testFault(services: Services, control: TaskControl): Promise<string | null> {
  control.phase('testing the GPU');
  const cacheFile = deviceCacheFile(services);
  // Results of another build of the same library.
  await rm(cacheFile, { force: true });
  try {
    const { devices } = await runJobInTask(services, { kind: 'devices', cacheFile, lastResorts: false }, control);
    const found = devices.filter(({ id }) => id.startsWith('cuda'));
    if (found.length === 0) return 'it shows no device: the runtime does not load, or the driver is too old for it';
    return found.some(({ selfTest }) => selfTest.ok) ? null : (found[0]?.selfTest.reason ?? 'its devices compute wrongly');
  } catch (error) {
    // A build without kernels for this GPU takes the engine down; only the engine.
    if (error instanceof MixwrightError && error.code === 'ENGINE_ABORTED') return error.message;
    throw error;
  }
}

function refusalOf({ driver, runtimes, ...machine }: CudaMachine): string | null {
  const packages = packagesFor(machine);
  const named = `${machine.platform} on ${machine.arch}`;
  if (packages.length === 0) return `There is no CUDA library for ${named}; there is one for ${Object.keys(cudaPackages).join(' and ')}`;
  if (!driver) return 'No NVIDIA driver was found';
  if (packages.some(({ cuda }) => runtimes.includes(cuda))) return null;
  const wanted = packages.map(({ cuda }) => `CUDA ${cuda}`).join(' or ');
  return `NVIDIA's runtime (cudart and cuBLAS of ${wanted}) was not found; install it from NVIDIA, then add CUDA here`;
}

function packagesFor({ platform, arch }: Pick<CudaMachine, 'platform' | 'arch'>): readonly AddedPackage[] {
  return cudaPackages[`${platform}-${arch}`] ?? [];
}

function pick({ registry, patience }: CudaSource): Partial<Pick<InstallPlace, 'registry' | 'patience'>> {
  return { ...(registry !== undefined && { registry }), ...(patience !== undefined && { patience }) };
}

async function runtimesOfLoader(): Promise<readonly number[]> {
  const cached = await promisify(execFile)('/sbin/ldconfig', ['-p']).then(
    ({ stdout }) => [...stdout.matchAll(/^\s*(lib\S+)/gm)].map(([, name]) => name as string),
    () => [],
  );
  return runtimesAmong([...cached, ...(await namesIn(process.env.LD_LIBRARY_PATH))], (part, major) => `lib${part}.so.${major}`);
}

async function runtimesOfPath(): Promise<readonly number[]> {
  const names = (await namesIn(process.env.PATH)).map((name) => name.toLowerCase());
  return runtimesAmong(names, (part, major) => `${part}64_${major}.dll`);
}

function runtimesAmong(names: readonly string[], fileOf: (part: string, major: number) => string): readonly number[] {
  const there = new Set(names);
  const majors = [...new Set(Object.values(cudaPackages).flatMap((packages) => packages.map(({ cuda }) => cuda)))];
  return majors.filter((major) => ['cudart', 'cublas'].every((part) => there.has(fileOf(part, major))));
}

async function namesIn(folders: string | undefined): Promise<readonly string[]> {
  const parts = (folders ?? '').split(delimiter).filter((folder) => folder !== '');
  return (await Promise.all(parts.map((folder) => readdir(folder).catch(() => [])))).flat();
}
