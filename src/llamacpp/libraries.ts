/** Finds the prebuilt ggml that npm installed for this platform, and refuses any version but the one that was tested. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';
import { addedBackends } from './addedLibraries.ts';

/** Exact package versions known to train rightly. 3.18.1 loads, runs and trains wrongly (ENGINE.md §1.1): never a range. */
export const allowedPackageVersions: readonly string[] = ['3.21.1'];

/** Packages by platform and processor, the one with the most backends first. */
const packagesFor: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['linux-x64-vulkan'],
  'linux-arm64': ['linux-arm64'],
  'darwin-arm64': ['mac-arm64-metal'],
  'darwin-x64': ['mac-x64'],
  'win32-x64': ['win-x64-vulkan'],
  'win32-arm64': ['win-arm64'],
};

const patterns = {
  base: /^(lib)?ggml-base\.(so|dylib|dll)$/,
  registry: /^(lib)?ggml(\.[a-z]+)?(\.v[\d.]+)?\.(so|dylib|dll)$/,
  cpu: /^(lib)?ggml-cpu(-[\w-]+)?\.(so|dylib|dll)$/,
} as const;

export interface Libraries {
  /** Holds every library; ggml loads its backends from here. */
  readonly directory: string;
  /** Tensors and graphs. */
  readonly base: string;
  /** The registry that loads backends and lists devices. */
  readonly registry: string;
  /** The npm package's version; null for a folder the user named. */
  readonly packageVersion: string | null;
  /** Backends that were added to the data directory (CUDA), built with this package; of several the first that loads counts. */
  readonly added: readonly string[];
}

export interface SearchOptions {
  readonly platform?: string;
  readonly arch?: string;
  /** A folder of libraries to use in place of the installed package; MIXWRIGHT_LLAMACPP_DIR unless said. */
  readonly directory?: string | undefined;
  /** The file whose node_modules are searched. */
  readonly from?: string;
  /** The data directory's folder of libraries added on demand; MIXWRIGHT_LIBRARIES_DIR unless said. */
  readonly libraries?: string | undefined;
}

/** Throws NOT_AVAILABLE when there is no package for this platform, when it is not installed, incomplete, or of another version. */
export function findLibraries(options: SearchOptions = {}): Libraries {
  const { platform = process.platform, arch = process.arch, directory = process.env.MIXWRIGHT_LLAMACPP_DIR, from = import.meta.url } = options;
  const { libraries = process.env.MIXWRIGHT_LIBRARIES_DIR } = options;
  if (directory) return { ...librariesIn(directory), packageVersion: null, added: [] };
  const names = packagesFor[`${platform}-${arch}`];
  if (!names) {
    throw new MixwrightError('NOT_AVAILABLE', `there are no native libraries for ${platform} on ${arch}`, {
      hint: `supported: ${Object.keys(packagesFor).join(', ')}; or name a folder with ggml's libraries in MIXWRIGHT_LLAMACPP_DIR`,
    });
  }
  const folder = names.map((name) => packageFolder(`@node-llama-cpp/${name}`, from)).find((found) => found !== null);
  if (!folder) {
    throw new MixwrightError('NOT_AVAILABLE', `the native libraries are not installed: expected the npm package @node-llama-cpp/${names[0]}`, {
      hint: 'run npm install without --omit=optional',
    });
  }
  const packageVersion = checkedVersion(folder);
  return { ...librariesIn(binariesFolder(folder)), packageVersion, added: libraries ? addedBackends(libraries, { platform, arch }) : [] };
}

function packageFolder(name: string, from: string): string | null {
  try {
    // The package's main file is dist/index.js; package.json itself is not exported.
    return unpacked(dirname(dirname(createRequire(from).resolve(name))));
  } catch {
    return null;
  }
}

/** Libraries cannot be loaded out of Electron's archive: the packager keeps them beside it. */
export function unpacked(path: string): string {
  return path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked');
}

function checkedVersion(folder: string): string {
  const file = join(folder, 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  if (allowedPackageVersions.includes(version)) return version;
  throw new MixwrightError('NOT_AVAILABLE', `the native libraries are version ${version}, expected ${allowedPackageVersions.join(' or ')}`, {
    file,
    hint: 'run npm install in Mixwright again; other versions compute other results, some of them wrong ones',
  });
}

function binariesFolder(folder: string): string {
  const bins = join(folder, 'bins');
  const candidates = existsSync(bins) ? readdirSync(bins).map((name) => join(bins, name)) : [];
  return candidates.find((candidate) => readdirSync(candidate).some((name) => patterns.base.test(name))) ?? bins;
}

function librariesIn(directory: string): Pick<Libraries, 'directory' | 'base' | 'registry'> {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const find = (kind: keyof typeof patterns): string => {
    const name = names.find((candidate) => patterns[kind].test(candidate));
    if (name) return join(directory, name);
    throw new MixwrightError('NOT_AVAILABLE', `ggml's ${kind} library is missing in ${directory}`, {
      file: directory,
      hint: 'run npm install again, or correct MIXWRIGHT_LLAMACPP_DIR',
    });
  };
  find('cpu');
  return { directory, base: find('base'), registry: find('registry') };
}
