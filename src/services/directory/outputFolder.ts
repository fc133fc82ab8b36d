/** A folder that a job writes a model to: after a failure it is as it was, and what others put there or beside it stays. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { temporaryFor } from '../../weights/atomicFolder.ts';

export interface OutputFolder {
  /** As it was asked for. */
  readonly folder: string;
  /** The same, links followed. */
  readonly target: string;
  /** Where the job writes until its work is whole and proved: chosen here, so that what lies there is known to be the job's own. */
  readonly temporary: string;
  /** `empty`: the user's own. `taken`: made for this work, and goes with it. */
  readonly before: 'absent' | 'empty' | 'taken';
}

/** Called before the job starts. @throws MixwrightError OUTPUT_EXISTS where the folder holds anything. */
export async function lookAtOutput(folder: string): Promise<OutputFolder> {
  const place = await temporaryFor(folder);
  const before = await stat(place.target).then(
    () => 'empty' as const,
    () => 'absent' as const,
  );
  return { folder, ...place, before };
}

/**
 * Does the work that writes there; when it fails, nothing of its own is left.
 * @param accept throws where a result that the job has put in place is not to stay.
 */
export async function writeOutput<T>(place: OutputFolder, work: () => Promise<T>, accept: (result: T) => void = () => undefined): Promise<T> {
  let isInPlace = false;
  try {
    const result = await work();
    isInPlace = true;
    accept(result);
    return result;
  } catch (error) {
    // What went wrong with the work is told, whatever becomes of its remains.
    await clearOutput(place, isInPlace).catch(() => undefined);
    throw error;
  }
}

/** Only by the names this work chose or was answered for: what appeared at the target without an answer may be another's. */
async function clearOutput({ target, temporary, before }: OutputFolder, isInPlace: boolean): Promise<void> {
  // Renamed first, so that nobody finds half of it; what is held open cannot be on every system.
  if (isInPlace) await rename(target, temporary).catch(() => remove(target));
  await remove(temporary).catch(() => undefined);
  if (before === 'taken') await remove(target);
  // A host that died may have taken it away just before it put its own there.
  if (before === 'empty') await mkdir(target, { recursive: true });
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
