/**
 * The archives that tfjs-node-gpu's own install script downloads: TensorFlow's C library and the addon, made by TensorFlow.
 * The script works on the folder it lies in, so it runs in a copy.
 */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobControl } from '../../shared/progress.ts';
import { findBinding } from '../installation.ts';
import type { NodePackage } from '../nodePackage.ts';
import { folderBytes } from './folderBytes.ts';
import { nodeProgram } from './nodeProcess.ts';
import { runCommand } from './runCommand.ts';
import type { Variant } from './wheelChoice.ts';

/** A script that writes nothing for this long is given up: it has no limit of its own for hosts that do not answer. */
const patienceMs = 60_000;

/** What the script reads, and what it leaves that nobody needs afterwards. */
const scriptParts = ['package.json', 'binding.gyp', 'binding', 'scripts'];
const leftovers = [...scriptParts, join('deps', 'include'), 'build', 'tools'];

/**
 * Runs the script with `folder` as its package, and leaves lib/ and deps/lib/ there.
 * @throws MixwrightError NOT_AVAILABLE with the reason when its hosts cannot be reached or have nothing for this machine; STOPPED.
 */
export async function runInstaller(variant: Variant, folder: string, nodePackage: NodePackage, control: JobControl): Promise<void> {
  for (const part of scriptParts) await copyReadable(join(nodePackage.folder, part), join(folder, part));
  const modules = [join(nodePackage.folder, 'node_modules'), join(nodePackage.folder, '..', '..')];
  const tools = join(folder, 'tools');
  await writeTools(tools, nodePackage);
  const stillness = abortWhenStill(folder);
  try {
    const { status, tail } = await runCommand(nodeProgram(), [join(folder, 'scripts', 'install.js'), variant, 'download'], {
      cwd: folder,
      signal: AbortSignal.any([control.signal, stillness.signal]),
      environment: {
        NODE_PATH: modules.join(delimiter),
        PATH: [tools, process.env.PATH ?? ''].join(delimiter),
      },
    });
    if (status !== 0 || findBinding(folder) === null) throw unavailable(reasonIn(tail));
  } catch (error) {
    throw stillness.signal.aborted && !control.signal.aborted ? unavailable(`nothing arrived for ${patienceMs / 1000} seconds`) : error;
  } finally {
    stillness.end();
  }
  for (const part of leftovers) await rm(join(folder, part), { recursive: true, force: true });
}

/** The script calls node and node-pre-gyp by name: an app without Node beside it has neither. */
async function writeTools(folder: string, nodePackage: NodePackage): Promise<void> {
  const { resolve } = createRequire(join(nodePackage.folder, 'package.json'));
  const program = join(dirname(resolve('@mapbox/node-pre-gyp/package.json')), 'bin', 'node-pre-gyp');
  await mkdir(folder);
  for (const [name, parts] of [['node', [nodeProgram()]] as const, ['node-pre-gyp', [nodeProgram(), program]] as const]) {
    if (process.platform === 'win32') await writeFile(join(folder, `${name}.cmd`), `@${parts.map((part) => `"${part}"`).join(' ')} %*\r\n`);
    else await writeFile(join(folder, name), `#!/bin/sh\nexec ${parts.map((part) => `'${part}'`).join(' ')} "$@"\n`, { mode: 0o755 });
  }
}

/** File by file: the package may lie in Electron's archive, of which only Node's own functions know. */
async function copyReadable(from: string, to: string): Promise<void> {
  if ((await stat(from)).isDirectory()) {
    for (const name of await readdir(from)) await copyReadable(join(from, name), join(to, name));
    return;
  }
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, await readFile(from));
}

function abortWhenStill(folder: string): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  let size = -1;
  let since = performance.now();
  const timer = setInterval(async () => {
    const now = await folderBytes(folder).catch(() => size);
    if (now !== size) since = performance.now();
    size = now;
    if (performance.now() - since > patienceMs) controller.abort();
  }, 1000);
  return { signal: controller.signal, end: () => clearInterval(timer) };
}

/** Node prints the error's line amid a stack trace. */
function reasonIn(tail: string): string {
  return /^\w*Error: (.*)$/m.exec(tail)?.[1] ?? tail.split('\n').at(-1) ?? 'it left no addon';
}

function unavailable(reason: string): MixwrightError {
  return new MixwrightError('NOT_AVAILABLE', `the install script of @tensorflow/tfjs-node-gpu got no library: ${reason}`);
}
