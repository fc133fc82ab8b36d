/** Finds the ONNX Runtime that npm installed for this platform inside another package, and refuses any version but the tested one. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unpacked } from '../../../../../llamacpp/libraries.ts';
import { MixwrightError } from '../../../../../shared/errors.ts';

/** The package and the library in it that were tested together; the library is the package's own affair, so never a range. */
export const testedVersions = { package: '1.13.8', library: '1.28.2' } as const;

/** GEMM.md §1: the smallest packages that bring the library, without install scripts. */
const libraries: Readonly<Record<string, { readonly package: string; readonly file: string }>> = {
  'linux-x64': { package: 'sherpa-onnx-linux-x64', file: 'libonnxruntime.so' },
  'linux-arm64': { package: 'sherpa-onnx-linux-arm64', file: 'libonnxruntime.so' },
  'win32-x64': { package: 'sherpa-onnx-win-x64', file: 'onnxruntime.dll' },
};

export interface LibrarySearch {
  readonly platform?: string;
  readonly arch?: string;
  /** The file whose node_modules are searched. */
  readonly from?: string;
}

/** Absolute path of the library: Windows has another one of the same name. Throws NOT_AVAILABLE when it is missing or of another version. */
export function findOnnxRuntime({ platform = process.platform, arch = process.arch, from = import.meta.url }: LibrarySearch = {}): string {
  const wanted = libraries[`${platform}-${arch}`];
  if (!wanted) throw new MixwrightError('NOT_AVAILABLE', `no package brings ONNX Runtime to ${platform} on ${arch}`);
  const folder = packageFolder(wanted.package, from);
  const path = folder && join(folder, wanted.file);
  if (!path || !existsSync(path)) {
    throw new MixwrightError('NOT_AVAILABLE', `ONNX Runtime is not installed: expected ${wanted.file} in the npm package ${wanted.package}`, {
      hint: 'run npm install without --omit=optional',
    });
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string };
  if (version !== testedVersions.package) {
    throw new MixwrightError('NOT_AVAILABLE', `${wanted.package} is version ${version}, expected ${testedVersions.package}`, {
      file: folder,
      hint: 'run npm install in Mixwright again',
    });
  }
  return path;
}

function packageFolder(name: string, from: string): string | null {
  try {
    return unpacked(dirname(createRequire(from).resolve(name)));
  } catch {
    return null;
  }
}
