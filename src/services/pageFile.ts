/** The built page's files by the path an address names, and no other file of the machine. */
import { stat } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

export interface PageFile {
  readonly path: string;
  readonly bytes: number;
  /** For the Content-Type header. */
  readonly type: string;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * @param root folder of the page.
 * @param pathname of the address, still percent-encoded, from '/'.
 * @returns null when there is no such file, or its path leads elsewhere.
 */
export async function findPageFile(root: string, pathname: string): Promise<PageFile | null> {
  const name = decode(pathname);
  // Backslashes separate folders on Windows, and NUL ends names in the system's calls.
  if (name === null || /[\\\0]/.test(name)) return null;
  const folder = resolve(root);
  const path = resolve(folder, name === '/' ? 'index.html' : `.${name}`);
  const type = types[extname(path).toLowerCase()];
  if (type === undefined || !path.startsWith(folder + sep)) return null;
  const status = await stat(path).catch(() => null);
  return status?.isFile() ? { path, bytes: status.size, type, immutable: name.startsWith('/assets/') } : null;
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
