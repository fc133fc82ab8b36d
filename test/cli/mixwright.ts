/** Runs the built command line as people and scripts do: bin/mixwright.js in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/mixwright.js', import.meta.url));

export interface Finished {
  /** The exit status; the signal's name where one ended the process. */
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as one JSON value; throws where it holds anything else. */
  json<T>(): T;
  /** stdout as JSON lines; throws where it holds anything else. */
  lines(): readonly JsonLine[];
}

/** One line of `--json`; the other fields are for the test to look at. */
export interface JsonLine {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Running {
  readonly child: ChildProcess;
  /** The first line of stdout that fits, from the start of the run on. @throws when the process ends without one. */
  line(fits: (line: JsonLine) => boolean): Promise<JsonLine>;
  readonly finished: Promise<Finished>;
}

export interface MixwrightOptions {
  /** The data directory. */
  readonly home: string;
  /** Where it runs; the data directory unless given. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end. */
export function mixwright(args: readonly string[], options: MixwrightOptions): Promise<Finished> {
  return startMixwright(args, options).finished;
}

/** Starts a command; it is gone when the test ends. */
export function startMixwright(args: readonly string[], { home, folder, env = {} }: MixwrightOptions): Running {
  const { NO_COLOR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder ?? home,
    env: { ...inherited, MIXWRIGHT_THREADS: '1', MIXWRIGHT_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output.stderr += text;
  });
  const finished = once(child, 'close').then(([code, signal]) => describe({ status: code ?? signal, ...output }));
  return { child, line: lineFinder(child, finished), finished };
}

function lineFinder(child: ChildProcess, finished: Promise<Finished>): Running['line'] {
  const seen: JsonLine[] = [];
  const waiting = new Set<() => void>();
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      seen.push(JSON.parse(text));
      for (const look of waiting) look();
    });
  }
  return (fits) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = seen.find(fits);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      finished.then(({ stdout, stderr }) => {
        look();
        reject(new Error(`ended without the line that was waited for:\n${stdout}${stderr}`));
      }, reject);
    });
}

function describe({ status, stdout, stderr }: Pick<Finished, 'status' | 'stdout' | 'stderr'>): Finished {
  return {
    status,
    stdout,
    stderr,
    json: () => JSON.parse(stdout),
    lines: () =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}
