import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bundleForNode } from '../support/bundle.ts';
import { realInstallation } from './support.ts';

describe.skipIf(!realInstallation)('TensorFlow in threads', () => {
  it('computes in two workers at once, in one after the others, and in the main thread', async () => {
    const program = await bundleForNode('test/tensorflow/processes/threads.ts');
    const { stdout, stderr, status } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    // A·A of ones is 256 everywhere; the mean of 256 + i over 200 rounds, summed.
    const expected = [200 * 256 + (199 * 200) / 2, 1];
    expect(JSON.parse(stdout)).toMatchObject({ two: [expected, expected], afterThem: expected, afterThat: expected, main: expected, sharing: [1, 1, 1] });
  });
});
