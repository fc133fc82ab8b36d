/** Native libraries added on demand to a data directory: which packages there are, and where they lie. Loads nothing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface AddedPackage {
  /** On npm. */
  readonly name: string;
  readonly version: string;
  /** Of the tarball, as npm's lock files write it. */
  readonly integrity: string;
  /** The tarball's. */
  readonly downloadBytes: number;
  /** Major version of NVIDIA's runtime (cudart and cuBLAS) that it needs and does not hold. */
  readonly cuda: number;
  /** The one file of the package that is kept: ggml's CUDA backend. The rest is in the package that npm installed. */
  readonly file: string;
  /** Of that file. */
  readonly bytes: number;
}

/** By platform and processor, the one for newer GPUs first. Versions are those of `allowedPackageVersions`. */
export const cudaPackages: Readonly<Record<string, readonly AddedPackage[]>> = {
  'linux-x64': [
    {
      name: '@node-llama-cpp/linux-x64-cuda',
      version: '3.21.1',
      integrity: 'sha512-idsE55VoD/FbvLhnBC9krUJaUoC0XnebseAAnCpm/brKf61HEbu+idgbb5eN6mxkjLSrHtILprJ0nDcUJjVrFg==',
      downloadBytes: 142850036,
      cuda: 13,
      file: 'bins/linux-x64-cuda/libggml-cuda.so',
      bytes: 159113272,
    },
    {
      name: '@node-llama-cpp/linux-x64-cuda-ext',
      version: '3.21.1',
      integrity: 'sha512-1PuURowccBcks3CCoMe1mTHh5vD0V5bFHMUEgtbI/OSDjpP+Pdbn+lf42CGUrepTzR8kCH1HovQ7d8q6/vuIKA==',
      downloadBytes: 176679086,
      cuda: 12,
      file: 'bins/linux-x64-cuda/fallback/libggml-cuda.so',
      bytes: 374195208,
    },
  ],
  'win32-x64': [
    {
      name: '@node-llama-cpp/win-x64-cuda',
      version: '3.21.1',
      integrity: 'sha512-PLz70neFEMkQTlmJqG1ujUtCSgHasLPMxQ9rLkqQVmZYAXqkRj+45TIHCjdn3XqUeaoun0vrO9rRaxZ8NVq9jg==',
      downloadBytes: 138542727,
      cuda: 13,
      file: 'bins/win-x64-cuda/ggml-cuda.dll',
      bytes: 144822784,
    },
    {
      name: '@node-llama-cpp/win-x64-cuda-ext',
      version: '3.21.1',
      integrity: 'sha512-L2MxLVEYPDDe4O8EDWPmX6brldc9+Vt9hNoT/anj3pSnmrjkQcmaoKhHs6oP5qhEhb5Uog0rj6lgzNGtJO3p9Q==',
      downloadBytes: 175417684,
      cuda: 12,
      file: 'bins/win-x64-cuda/fallback/ggml-cuda.dll',
      bytes: 367827968,
    },
  ],
};

/** @param libraries the data directory's folder of added libraries. */
export function addedLlamacpp(libraries: string): string {
  return join(libraries, 'llamacpp');
}

/** The folder a package is kept in: linux-x64-cuda@3.21.1. */
export function addedPackageFolder(libraries: string, { name, version }: Pick<AddedPackage, 'name' | 'version'>): string {
  return join(addedLlamacpp(libraries), `${name.slice(name.indexOf('/') + 1)}@${version}`);
}

/** Backend libraries that were added for this platform, the one to prefer first. */
export function addedBackends(libraries: string, { platform, arch }: { readonly platform: string; readonly arch: string }): readonly string[] {
  const packages = cudaPackages[`${platform}-${arch}`] ?? [];
  return packages.map((each) => join(addedPackageFolder(libraries, each), each.file)).filter((path) => existsSync(path));
}
