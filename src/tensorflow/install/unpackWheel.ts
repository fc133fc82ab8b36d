/** TensorFlow's library and C headers out of its Python wheel. Nothing of the wheel is run, so any Python 3 will do. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import { runCommand } from './runCommand.ts';

/** A wheel on disk that the user named. @throws MixwrightError BAD_USAGE when it is not one of TensorFlow. */
export function checkWheelFile(path: string): string {
  const file = resolve(path);
  if (!existsSync(file)) throw new MixwrightError('NOT_FOUND', `there is no file ${file}`, { file, hint: 'expected a wheel of TensorFlow, or "auto"' });
  if (/^tensorflow(_\w+)?-\d+\.\d+\.\d+.*\.whl$/.test(basename(file))) return file;
  throw new MixwrightError('BAD_USAGE', `expected a wheel of TensorFlow, got ${basename(file)}`, {
    file,
    hint: 'its name is like tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  });
}

/** Reads: the wheel, where to, then the prefixes of the members to take. */
const extraction = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    taken = [member for member in wheel.infolist() if member.filename.startswith(tuple(sys.argv[3:])) and not member.is_dir()]
    for member in taken: wheel.extract(member, sys.argv[2])
`;

const libraryPrefix = 'tensorflow/libtensorflow';
const headerPrefixes = ['c/', 'core/platform/ctstring'].map((path) => `tensorflow/include/tensorflow/${path}`);
const helperPrefixes = ['tsl/platform/ctstring', 'xla/tsl/c/'].map((path) => `tensorflow/include/${path}`);

export interface WheelContents {
  /** Folder that holds libtensorflow*. */
  readonly libraryFolder: string;
  readonly libraries: readonly string[];
  readonly headers: string;
}

/** Takes libraries and headers out of a wheel. @throws MixwrightError NOT_AVAILABLE when it is damaged or has none; STOPPED. */
export async function unpackWheel(wheel: string, to: string, python: string, signal: AbortSignal): Promise<WheelContents> {
  const { status, tail } = await runCommand(python, ['-I', '-c', extraction, wheel, to, libraryPrefix, ...headerPrefixes, ...helperPrefixes], { signal });
  if (status !== 0) throw new MixwrightError('NOT_AVAILABLE', `${basename(wheel)} cannot be unpacked: ${tail.split('\n').at(-1)}`, { file: wheel });
  const libraryFolder = join(to, 'tensorflow');
  const libraries = existsSync(libraryFolder) ? (await readdir(libraryFolder)).filter((name) => name.startsWith('libtensorflow')).sort() : [];
  const headers = join(libraryFolder, 'include');
  if (libraries.length === 0 || !existsSync(join(headers, 'tensorflow', 'c', 'eager', 'c_api.h'))) {
    throw new MixwrightError('NOT_AVAILABLE', `${basename(wheel)} holds no libtensorflow with C headers`, { file: wheel });
  }
  return { libraryFolder, libraries, headers };
}
