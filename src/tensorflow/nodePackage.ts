/** The npm package @tensorflow/tfjs-node-gpu: the kernels' JavaScript and the binding's source. Its native library does not come with it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { MixwrightError } from '../shared/errors.ts';

/** The exact version that the edits of the binding (`install/bindingSource.ts`) and the loaded modules were checked against. */
export const nodePackageVersion = '4.22.0';

export interface NodePackage {
  /** Absolute. */
  readonly folder: string;
  readonly version: string;
}

/**
 * @param from the file whose node_modules are searched.
 * @throws MixwrightError NOT_AVAILABLE when it is not installed or of another version.
 */
export function findNodePackage(from: string = import.meta.url): NodePackage {
  const file = packageFile(from);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  if (version === nodePackageVersion) return { folder: dirname(file), version };
  throw new MixwrightError('NOT_AVAILABLE', `@tensorflow/tfjs-node-gpu is version ${version}, expected ${nodePackageVersion}`, {
    file,
    hint: 'run npm install in Mixwright again',
  });
}

function packageFile(from: string): string {
  try {
    return createRequire(from).resolve('@tensorflow/tfjs-node-gpu/package.json');
  } catch (cause) {
    throw new MixwrightError('NOT_AVAILABLE', 'the npm package @tensorflow/tfjs-node-gpu is not installed', {
      hint: 'run npm install without --omit=optional',
      cause,
    });
  }
}
