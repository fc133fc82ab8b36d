/** A Node executable to run scripts with. The app's own is none: running scripts is fused off in it, as hardened apps do. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';

/** @throws MixwrightError NOT_AVAILABLE in an app on a machine without Node. */
export function nodeProgram(electron = process.versions.electron !== undefined, path = process.env.PATH ?? ''): string {
  if (!electron) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const found = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new MixwrightError('NOT_AVAILABLE', 'adding TensorFlow needs Node.js, which is not found on this machine', {
    hint: 'install Node 20.19 or newer, so that "node" can be started by name, then try again',
  });
}
