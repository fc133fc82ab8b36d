/** Installations of TensorFlow for tests: written ones that hold no library, and the real one that the environment names. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type InstallationRecord, recordFile } from '../../src/tensorflow/installation.ts';
import { nodePackageVersion } from '../../src/tensorflow/nodePackage.ts';

/** Named by MIXWRIGHT_TENSORFLOW; `scripts/tensorflow.sh` makes one. */
export const realInstallation = process.env.MIXWRIGHT_TENSORFLOW;
if (!realInstallation) console.info('no TensorFlow library here (MIXWRIGHT_TENSORFLOW): its checks are skipped');

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mixwright-tensorflow-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const files = { 'deps/lib/libtensorflow_cc.so.2': 'not a library', 'lib/napi-v8/tfjs_binding.node': 'not an addon' } as const;

/** An installation as it is recorded, with other things said where a test wants it so. */
export function writeInstallation(folder: string, changes: Partial<InstallationRecord> = {}): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const record: InstallationRecord = {
    format: 1,
    source: 'wheel',
    variant: 'cpu',
    origin: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    tensorflow: '2.21.0',
    nodePackage: nodePackageVersion,
    platform: process.platform,
    arch: process.arch,
    addedAt: '2026-01-01T00:00:00.000Z',
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: text.length, sha256: '0'.repeat(64) })),
    ...changes,
  };
  writeFileSync(join(folder, recordFile), JSON.stringify(record));
  return folder;
}
