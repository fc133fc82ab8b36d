/** Checks every environment with its own tsconfig (pure code must not see Node), and says which of them failed. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const projects = readdirSync(root).filter((name) => /^tsconfig\.\w+\.json$/.test(name) && name !== 'tsconfig.base.json');
const failed = projects.filter((project) => spawnSync(process.execPath, [compiler, '-p', join(root, project)], { stdio: 'inherit' }).status !== 0);
if (failed.length > 0) {
  console.error(`type errors in: ${failed.join(', ')}`);
  process.exitCode = 1;
}
