/**
 * The web host's token, kept in the data directory for its owner alone: a page that is open finds its host again after a restart on the same
 * port, and an address that was kept still works. As VS Code's server does it.
 */
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
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
    await writeToken(webTokenFile, token);
    if (await isOpen(webTokenFile)) warn(`${webTokenFile} can be read by other users: its file system keeps no permissions; keep the data directory elsewhere`);
    return token;
  });
}

async function readToken(file: string, warn: KeptTokenOptions['warn']): Promise<string | null> {
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (!written.test(token)) {
      warn(`${file} does not hold a token: a new one was made; open the address below`);
      return null;
    }
    if (!(await isOpen(file))) return token;
    // Where writing it for its owner alone leaves it open, a new one would be no safer: that was said when this one was made.
    await writeToken(file, token);
    if (await isOpen(file)) return token;
    warn(`${file} could be read by other users: a new one was made; open the address below`);
    return null;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}

function writeToken(file: string, token: string): Promise<void> {
  return writeFileDurably(file, `${token}\n`, { mode: 0o600 });
}

/** Windows has no such bits: there the user's own folder keeps others out. */
async function isOpen(file: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0;
}
