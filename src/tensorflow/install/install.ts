/** Adds TensorFlow's library to a folder of installations, from whichever source this machine can reach. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobControl } from '../../shared/progress.ts';
import { requireDiskSpace } from '../../weights/diskSpace.ts';
import { findNodePackage, type NodePackage } from '../nodePackage.ts';
import { buildBinding } from './buildBinding.ts';
import { checkDownloaded, downloadWheel } from './downloadWheel.ts';
import { runInstaller } from './installer.ts';
import { type AddedTensorflow, makeInstallation } from './makeInstallation.ts';
import { type BuildTools, findBuildTools } from './tools.ts';
import { checkWheelFile, unpackWheel } from './unpackWheel.ts';
import { chooseWheel, type Variant } from './wheelChoice.ts';

/** `auto`: the install script of tfjs-node-gpu, else a wheel. Anything else is the path of a wheel. */
export type InstallFrom = 'auto' | 'installer' | 'wheel' | (string & {});

export interface InstallOptions {
  /** The folder of installations. */
  readonly home: string;
  /** Where downloads wait; may be emptied at any time. */
  readonly cache: string;
  readonly from: InstallFrom;
  readonly variant: Variant;
  readonly control: JobControl;
}

/**
 * Makes one installation that holds everything it needs, or nothing: a folder in `home` appears whole, and only once the addon has loaded.
 * @throws MixwrightError NOT_AVAILABLE when no source serves this machine, with the reason for each; DISK_FULL · STOPPED · BAD_USAGE.
 */
export async function installTensorflow(options: InstallOptions): Promise<AddedTensorflow> {
  const nodePackage = findNodePackage();
  const { from, control } = options;
  if (from === 'installer') return installFromScript(options, nodePackage);
  if (from !== 'auto') return installFromWheel(options, nodePackage);
  try {
    return await installFromScript(options, nodePackage);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    control.note('note', 'INSTALLER_FAILED', `${error.message}; building over a Python wheel instead`);
    return await installFromWheel(options, nodePackage).catch((second: unknown) => {
      if (!isUnavailable(second)) throw second;
      throw new MixwrightError('NOT_AVAILABLE', `TensorFlow cannot be added here: ${error.message}; and ${second.message}`, {
        hint: second.details.hint ?? 'with a network that reaches them, try again; a wheel fetched elsewhere is taken by --from FILE.whl',
        cause: second,
      });
    });
  }
}

async function installFromScript({ home, variant, control }: InstallOptions, nodePackage: NodePackage): Promise<AddedTensorflow> {
  // Of the archive for GPUs, the larger one, unpacked.
  await requireDiskSpace(home, 2e9, 'TensorFlow');
  control.note('note', 'DOWNLOADING', `asking TensorFlow’s own hosts for the library (${variant}), by the install script of @tensorflow/tfjs-node-gpu`);
  return makeInstallation({
    home,
    name: `installer-${variant}`,
    variant,
    source: 'installer',
    origin: `@tensorflow/tfjs-node-gpu ${nodePackage.version}`,
    nodePackage,
    signal: control.signal,
    fill: (folder) => runInstaller(variant, folder, nodePackage, control),
  });
}

async function installFromWheel({ home, cache, from, variant, control }: InstallOptions, nodePackage: NodePackage): Promise<AddedTensorflow> {
  const named = from === 'auto' || from === 'wheel' ? null : checkWheelFile(from);
  // Before anything is fetched: a machine without a compiler should hear so now.
  const tools = await findBuildTools();
  // Compressed to less than a third.
  if (named !== null) await requireDiskSpace(home, 4 * (await stat(named)).size, 'TensorFlow');
  const wheel = named ?? (await fetchWheel(variant, join(cache, 'tensorflow'), home, tools, control));
  const made = await makeInstallation({
    home,
    name: basename(wheel, '.whl'),
    variant,
    source: 'wheel',
    origin: basename(wheel),
    nodePackage,
    signal: control.signal,
    fill: (folder) => fillFromWheel(wheel, folder, { downloaded: named === null, nodePackage, tools, control }),
  });
  if (named === null) await rm(join(cache, 'tensorflow'), { recursive: true, force: true });
  return made;
}

async function fetchWheel(variant: Variant, folder: string, home: string, { python }: BuildTools, control: JobControl): Promise<string> {
  const choice = chooseWheel(variant);
  const sizes =
    choice.downloadBytes && choice.installedBytes ? `: ${megabytes(choice.downloadBytes)} to download, ${megabytes(choice.installedBytes)} on disk` : '';
  control.note('note', 'DOWNLOADING', `${choice.name} ${choice.version}${sizes}`);
  // The largest wheels are for GPUs.
  await requireDiskSpace(home, (choice.downloadBytes ?? 7e8) + (choice.installedBytes ?? 2e9), 'TensorFlow');
  const wheel = await downloadWheel(choice, { python, folder, control });
  await checkDownloaded(wheel, choice, control.signal);
  return wheel;
}

interface WheelBuild {
  /** By us, not the user's own file. */
  readonly downloaded: boolean;
  readonly nodePackage: NodePackage;
  readonly tools: BuildTools;
  readonly control: JobControl;
}

async function fillFromWheel(wheel: string, folder: string, { downloaded, nodePackage, tools, control }: WheelBuild): Promise<void> {
  const workshop = join(folder, 'workshop');
  const library = join(folder, 'deps', 'lib');
  await mkdir(library, { recursive: true });
  control.note('note', 'UNPACKING', `unpacking ${basename(wheel)}`);
  const { libraryFolder, libraries, headers } = await unpackWheel(wheel, workshop, tools.python, control.signal).catch(async (error: unknown) => {
    // A damaged download must not stand in the way of the next attempt.
    if (downloaded && isUnavailable(error)) await rm(wheel, { force: true });
    throw error;
  });
  for (const name of libraries) await rename(join(libraryFolder, name), join(library, name));
  control.note('note', 'BUILDING', `compiling the addon with ${tools.compiler}, about 15 seconds`);
  await buildBinding({ source: join(nodePackage.folder, 'binding'), headers, libraries, folder, workshop, tools, signal: control.signal });
  await rm(workshop, { recursive: true });
}

function isUnavailable(error: unknown): error is MixwrightError {
  return error instanceof MixwrightError && error.code === 'NOT_AVAILABLE';
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
