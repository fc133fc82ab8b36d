/**
 * Three sets of tests: light ones side by side; those that compute, one file after another with one engine thread (two engines
 * on two cores are 50 times slower); then those that run the built program as people do.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Folders whose tests run tensor programs, or fill a disk, or race processes against each other. */
const computing = ['compile', 'contracts', 'engine', 'host', 'llamacpp', 'methods', 'models', 'services', 'tensorflow', 'training'].map(testsOf);
const program = ['cli', 'e2e', 'interop', 'main'].map(testsOf);

function testsOf(folder: string): string {
  return `test/${folder}/**/*.test.ts`;
}

const oneAfterAnother = { fileParallelism: false, env: { MIXWRIGHT_THREADS: '1' } };

export default defineConfig({
  // Importing the real one from Node would begin to download it.
  resolve: { alias: { electron: fileURLToPath(new URL('test/fakes/electron.ts', import.meta.url)) } },
  test: {
    // For what hangs, not for what is slow: a machine may be ten times slower than this one, and busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    projects: [
      { extends: true, test: { name: 'light', include: ['test/**/*.test.ts'], exclude: [...computing, ...program] } },
      { extends: true, test: { name: 'computing', include: computing, ...oneAfterAnother, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: { name: 'program', include: program, globalSetup: 'test/support/buildProgram.ts', ...oneAfterAnother, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
