/**
 * Where Electron's binary lies, without ever downloading it: since version 42 the package brings none along, and merely importing it
 * begins a download.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** @returns the binary's path, or null when it was not installed. */
export function electronBinary() {
  const { ELECTRON_EXEC_PATH, ELECTRON_OVERRIDE_DIST_PATH } = process.env;
  if (ELECTRON_EXEC_PATH) return ELECTRON_EXEC_PATH;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const name = readFileSync(join(folder, 'path.txt'), 'utf8').trim();
    const binary = join(ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist'), name);
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/** Why a binary that is there cannot show anything; null when it can. */
export function missingDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY ? 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' : null;
}
