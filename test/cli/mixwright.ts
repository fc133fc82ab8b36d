/** Runs the built command line as people and scripts do: bin/mixwright.js in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/mixwright.js', import.meta.url));

/** In milliseconds; every command of these tests takes a few seconds at most, on a machine of its own. */
const hangsAfter = 240_000;

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
  /** The first JSON line of stdout that fits, from the start on; rejects when the process ends without one. */
  line(fits: (line: JsonLine) => boolean): Promise<JsonLine>;
  /** Until stdout holds a text; rejects when the process ends without it. */
  said(text: string): Promise<void>;
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
  return launch(args, options).finished;
}

/** Starts a command; it is gone when the test ends. */
export function startMixwright(args: readonly string[], options: MixwrightOptions): Running {
  const running = launch(args, options);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  return running;
}

function launch(args: readonly string[], { home, folder, env = {} }: MixwrightOptions): Running {
  const { NO_COLOR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder ?? home,
    env: { ...inherited, MIXWRIGHT_THREADS: '1', MIXWRIGHT_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: hangsAfter,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output.stderr += text;
  });
  const finished = once(child, 'close').then(([code, signal]) => describe({ status: code ?? signal, ...output }));
  const until = watch(child, output, finished);
  return {
    child,
    line: (fits) => until((stdout) => wholeLines(stdout).find(fits)),
    said: (text) => until((stdout) => stdout.includes(text) || undefined).then(() => undefined),
    finished,
  };
}

/** Looks at what was said so far, and again whenever more is said. */
function watch(child: ChildProcess, output: { readonly stdout: string }, finished: Promise<Finished>) {
  return <T>(find: (stdout: string) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find(output.stdout);
        if (found === undefined) return;
        child.stdout?.off('data', look);
        resolve(found);
      };
      child.stdout?.on('data', look);
      look();
      finished.then(({ stdout, stderr }) => {
        look();
        reject(new Error(`ended without what was waited for:\n${stdout}${stderr}`));
      }, reject);
    });
}

/** The last piece may be a line that is still being written. */
function wholeLines(text: string): readonly JsonLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
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
