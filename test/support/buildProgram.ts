/** Before the tests that run bin/mixwright.js: builds it, where its sources have changed. */
import { spawnSync } from 'node:child_process';

export function setup(): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/prepare.js'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
