/** Fetches a wheel by pip, and makes sure that it is the one that was tested. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobControl } from '../../shared/progress.ts';
import { fileSha256 } from './fileSha256.ts';
import { folderBytes } from './folderBytes.ts';
import { runCommand } from './runCommand.ts';
import type { WheelChoice } from './wheelChoice.ts';

export interface DownloadOptions {
  readonly python: string;
  /** Kept for the next attempt until an installation stands. */
  readonly folder: string;
  readonly control: JobControl;
}

/** Fetches the wheel, unless it is there from an earlier attempt, by pip with the user's own pip settings (index, proxy, certificates). @throws MixwrightError NOT_AVAILABLE · STOPPED. */
export async function downloadWheel(choice: WheelChoice, { python, folder, control }: DownloadOptions): Promise<string> {
  await mkdir(folder, { recursive: true });
  const before = await findWheel(choice, folder);
  if (before !== null) return before;
  // Pip writes here until a file is whole; what an ended pip left is of no use to the next.
  for (const name of await readdir(folder)) if (name.startsWith('partial-')) await rm(join(folder, name), { recursive: true, force: true });
  const partial = await mkdtemp(join(folder, 'partial-'));
  const done = watchBytes(folder, choice.downloadBytes, control);
  try {
    const parameters = ['download', '--no-deps', '--only-binary=:all:', '--progress-bar=off', '--disable-pip-version-check', '--no-cache-dir'];
    const machine = ['--python-version=3.11', '--implementation=cp', '--abi=cp311', ...choice.tags.map((tag) => `--platform=${tag}`)];
    const { status, tail } = await runCommand(python, ['-m', 'pip', ...parameters, ...machine, `--dest=${folder}`, `${choice.name}==${choice.version}`], {
      signal: control.signal,
      environment: { TMPDIR: partial, TEMP: partial },
    });
    if (status !== 0) throw new MixwrightError('NOT_AVAILABLE', `pip could not download ${choice.name} ${choice.version}: ${tail}`);
  } finally {
    done();
    await rm(partial, { recursive: true, force: true });
  }
  const wheel = await findWheel(choice, folder);
  if (wheel !== null) return wheel;
  throw new MixwrightError('INTERNAL', `pip said it downloaded ${choice.name} ${choice.version}, but it is not in ${folder}`);
}

async function findWheel({ name, version: wanted }: WheelChoice, folder: string): Promise<string | null> {
  const prefix = `${name.replaceAll('-', '_')}-${wanted}-`;
  const found = (await readdir(folder)).find((file) => file.startsWith(prefix) && file.endsWith('.whl'));
  return found === undefined ? null : join(folder, found);
}

/** Tells how much has arrived, twice a second: pip itself says nothing where nobody watches it. Returns what ends it. */
function watchBytes(folder: string, total: number | null, control: JobControl): () => void {
  if (total === null) return () => undefined;
  const timer = setInterval(() => {
    folderBytes(folder).then(
      (bytes) => control.progress({ phase: 'download', done: Math.min(bytes, total), total, unit: 'bytes' }),
      () => undefined,
    );
  }, 500);
  return () => clearInterval(timer);
}

/** @throws MixwrightError NOT_AVAILABLE when the wheel is not the one that was tested; it is deleted, so that the next attempt fetches it anew. */
export async function checkDownloaded(wheel: string, { sha256 }: WheelChoice, signal: AbortSignal): Promise<void> {
  const found = await fileSha256(wheel, signal);
  if (sha256 === null || found === sha256) return;
  await rm(wheel, { force: true });
  throw new MixwrightError('NOT_AVAILABLE', `the downloaded ${basename(wheel)} has SHA-256 ${found}, expected ${sha256}`, {
    file: wheel,
    hint: 'it was deleted; try again, or have a look at where pip takes its packages from (pip config list)',
  });
}
