/**
 * The web host's token, kept in the data directory for its owner alone: a page that is open finds its host again after a restart on the same
 * port, and an address that was kept still works. As VS Code's server does it.
 */
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';
import type { DataPaths } from './dataPaths.ts';
import { withLock } from './lock.ts';

const tokenBytes = 24;
const written = /^[\w-]{32}$/;

export interface KeptTokenOptions {
  /** Whoever has the old one is let in no more, except by hosts that run already. */
  readonly renew: boolean;
  /** Told why the kept one is not used. */
  warn(message: string): void;
}

/** Hosts that start at the same moment get the same one. */
export function keptToken({ webTokenFile, locks }: Pick<DataPaths, 'webTokenFile' | 'locks'>, { renew, warn }: KeptTokenOptions): Promise<string> {
  return withLock(locks.settings, async () => {
    const kept = renew ? null : await readToken(webTokenFile, warn);
    if (kept !== null) return kept;
    const token = randomBytes(tokenBytes).toString('base64url');
    await writeFileDurably(webTokenFile, `${token}\n`, { mode: 0o600 });
    return token;
  });
}

async function readToken(file: string, warn: KeptTokenOptions['warn']): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      // Windows has no such bits: there the user's own folder keeps others out.
      const isOpen = process.platform !== 'win32' && ((await handle.stat()).mode & 0o077) !== 0;
      const token = (await handle.readFile('utf8')).trim();
      if (!isOpen && written.test(token)) return token;
      warn(`${file} ${isOpen ? 'could be read by other users' : 'does not hold a token'}: a new one was made; open the address below`);
      return null;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}
