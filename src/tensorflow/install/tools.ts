/** What building the addon takes besides Mixwright: Python with pip for the wheel, a C++ compiler, and Node's C headers. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import { firstWorking } from './runCommand.ts';

export interface BuildTools {
  /** Its command. */
  readonly python: string;
  /** Its command. */
  readonly compiler: string;
  /** Folder with node_api.h, which is the same for all Node and Electron versions. */
  readonly nodeHeaders: string;
}

interface Tool {
  readonly name: string;
  /** How to get it. */
  readonly advice: string;
  find(): Promise<string | null>;
}

const tools = {
  python: {
    name: 'Python 3 with pip',
    advice: 'Debian and Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip; macOS: brew install python',
    find: async () => (await firstWorking(['python3', 'python'], ['-c', 'import sys, pip; sys.exit(sys.version_info < (3, 8))']))?.command ?? null,
  },
  compiler: {
    name: 'a C++ compiler',
    advice: 'Debian and Ubuntu: apt install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install',
    find: async () => (await firstWorking([...(process.env.CXX ? [process.env.CXX] : []), 'g++', 'c++', 'clang++'], ['--version']))?.command ?? null,
  },
  nodeHeaders: {
    name: 'Node’s C headers (node_api.h)',
    advice: 'npm install node-api-headers in Mixwright’s folder, or install Node from nodejs.org; Debian and Ubuntu: apt install libnode-dev',
    find: async () => headerFolders().find((folder) => existsSync(join(folder, 'node_api.h'))) ?? null,
  },
} as const satisfies Record<keyof BuildTools, Tool>;

/** @throws MixwrightError NOT_AVAILABLE naming everything that is missing at once, and how to get it. */
export async function findBuildTools(known: Readonly<Record<keyof BuildTools, Tool>> = tools): Promise<BuildTools> {
  const found = { python: await known.python.find(), compiler: await known.compiler.find(), nodeHeaders: await known.nodeHeaders.find() };
  const missing = (Object.keys(found) as (keyof BuildTools)[]).filter((tool) => found[tool] === null).map((tool) => known[tool]);
  if (found.python !== null && found.compiler !== null && found.nodeHeaders !== null) {
    return { python: found.python, compiler: found.compiler, nodeHeaders: found.nodeHeaders };
  }
  throw new MixwrightError('NOT_AVAILABLE', `building TensorFlow’s addon needs ${missing.map(({ name }) => name).join(' and ')}, not found on this machine`, {
    hint: missing.map(({ name, advice }) => `${name}: ${advice}`).join('. '),
  });
}

function headerFolders(): readonly string[] {
  const installed = ['node-api-headers/package.json'].flatMap((name) => {
    try {
      return [join(dirname(createRequire(import.meta.url).resolve(name)), 'include')];
    } catch {
      return [];
    }
  });
  const besideNode = join(dirname(realpathSync(process.execPath)), '..', 'include', 'node');
  const gyp = [join(homedir(), '.cache', 'node-gyp'), join(homedir(), 'Library', 'Caches', 'node-gyp')];
  const cached = gyp.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'include', 'node')));
  return [...installed, besideNode, '/usr/include/node', '/usr/local/include/node', '/usr/include/nodejs/src', ...cached];
}
