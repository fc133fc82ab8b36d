/** Runs another program to its end, or to the user's wish to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { MixwrightError } from '../../shared/errors.ts';

export interface CommandOptions {
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  /** Added to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  /** Null when it did not start or was ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  /** Of what it printed on both streams, the end. */
  readonly tail: string;
}

const tailBytes = 2000;

/** @throws MixwrightError STOPPED once `signal` is aborted: the program and what it started are ended. */
export async function runCommand(command: string, parameters: readonly string[], { signal, cwd, environment }: CommandOptions = {}): Promise<CommandResult> {
  throwIfStopped(signal);
  // A process group of its own: compilers and pip start others, which must end with them. Windows has none.
  const detached = process.platform !== 'win32';
  const child = spawn(command, parameters, { cwd, env: { ...process.env, ...environment }, detached, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let tail = '';
  const keep = (text: string): void => {
    tail = (tail + text).slice(-tailBytes);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    keep(text);
  });
  child.stderr.setEncoding('utf8').on('data', keep);
  const stop = (): void => endTree(child);
  signal?.addEventListener('abort', stop);
  try {
    const status = await new Promise<number | null>((resolve) => {
      child.on('error', (error) => {
        keep(error.message);
        resolve(null);
      });
      child.on('close', resolve);
    });
    throwIfStopped(signal);
    return { status, stdout, tail: tail.trim() };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The first of several names that starts and ends well, with what it printed; null when none does. */
export async function firstWorking(
  commands: readonly string[],
  parameters: readonly string[],
): Promise<{ readonly command: string; readonly stdout: string } | null> {
  for (const command of commands) {
    const { status, stdout } = await runCommand(command, parameters);
    if (status === 0) return { command, stdout };
  }
  return null;
}

/** A program and what it started: by its process group, on Windows by taskkill, which follows parents to children. */
export function endTree(child: ChildProcess, platform: NodeJS.Platform = process.platform): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' }).on('error', () => child.kill());
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MixwrightError('STOPPED', 'stopped; nothing was installed, a finished download is kept for the next time');
}
