/** A folder that a job writes a model to: after a failure its own work goes from there, and nothing else. */
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { receiptFile } from '../../shared/conversion.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { requireEmptyDestination, temporaryFolders } from '../../weights/atomicFolder.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { carriedFileNames } from '../../weights/tokenizerFiles.ts';

export interface OutputFolder {
  readonly folder: string;
  /** The user's own, which was there, empty, before. */
  readonly existed: boolean;
  /** Half-written folders of others beside it. */
  readonly others: ReadonlySet<string>;
}

/** Called before the job starts. @throws MixwrightError OUTPUT_EXISTS where the folder holds anything: what is cleared later is then the job's own. */
export async function lookAtOutput(folder: string): Promise<OutputFolder> {
  await requireEmptyDestination(folder);
  const existed = await stat(folder).then(
    () => true,
    () => false,
  );
  return { folder, existed, others: new Set(await temporaryFolders(folder)) };
}

/** Does the work that writes there; when it fails, nothing of its own is left. */
export async function writeOutput<T>(place: OutputFolder, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await clearOutput(place, error);
    throw error;
  }
}

/** @param reason why the job failed: a host that died could not tidy up itself. */
async function clearOutput({ folder, existed, others }: OutputFolder, reason: unknown): Promise<void> {
  const half = (await temporaryFolders(folder)).filter((path) => !others.has(path));
  for (const path of half) await rm(path, { recursive: true, force: true });
  // Then what lies there is someone else's.
  if (reason instanceof MixwrightError && reason.code === 'OUTPUT_EXISTS') return;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter(isWritten)) await rm(join(folder, name), { force: true });
  if (existed) await mkdir(folder, { recursive: true });
  else await removeEmpty(folder);
}

/** What jobs write into a model's folder; no such file was there before. */
function isWritten(name: string): boolean {
  return (
    name === 'config.json' ||
    name === receiptFile ||
    (carriedFileNames as readonly string[]).includes(name) ||
    /^model(-\d+-of-\d+)?\.safetensors(\.index\.json)?$/.test(name)
  );
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!isSystemError(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  });
}
