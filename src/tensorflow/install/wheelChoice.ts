/** Which Python wheel of TensorFlow serves a machine. */
import { MixwrightError } from '../../shared/errors.ts';

export type Variant = 'cpu' | 'gpu';

export interface WheelChoice {
  /** On Python's package index. */
  readonly name: string;
  readonly version: string;
  /** Platform tags, any of which will do. */
  readonly tags: readonly string[];
  /** Of the wheel; null where nobody has measured it yet. */
  readonly downloadBytes: number | null;
  /** Of the installation; null where nobody has measured it yet. */
  readonly installedBytes: number | null;
  /** Of the wheel that was tested; null: any is taken, and its checksum kept. */
  readonly sha256: string | null;
}

const version = '2.21.0';
const untested = { version, downloadBytes: null, installedBytes: null, sha256: null } as const;

/** By platform, processor and variant. Windows wheels hold no library that a compiler could link. */
const choices: Readonly<Record<string, WheelChoice>> = {
  'linux-x64-cpu': {
    ...{ name: 'tensorflow-cpu', version, tags: ['manylinux_2_27_x86_64'], downloadBytes: 273_829_956, installedBytes: 853_600_000 },
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'linux-x64-gpu': { ...untested, name: 'tensorflow', tags: ['manylinux_2_27_x86_64', 'manylinux2014_x86_64'] },
  'linux-arm64-cpu': { ...untested, name: 'tensorflow', tags: ['manylinux_2_27_aarch64', 'manylinux2014_aarch64'] },
  'darwin-arm64-cpu': { ...untested, name: 'tensorflow', tags: ['macosx_12_0_arm64'] },
};

/** Null where there is no wheel to build over. */
export function findWheelChoice(variant: Variant, platform: string = process.platform, arch: string = process.arch): WheelChoice | null {
  return choices[`${platform}-${arch}-${variant}`] ?? null;
}

/** @throws MixwrightError NOT_AVAILABLE where there is no wheel to build over. */
export function chooseWheel(variant: Variant, platform: string = process.platform, arch: string = process.arch): WheelChoice {
  const choice = findWheelChoice(variant, platform, arch);
  if (choice !== null) return choice;
  throw new MixwrightError('NOT_AVAILABLE', `there is no Python wheel to build TensorFlow (${variant}) from for ${platform} on ${arch}`, {
    hint: `there are: ${Object.keys(choices).join(', ')}`,
  });
}
