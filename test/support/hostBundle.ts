/** An engine host built from the sources as they are, for tests that start real ones. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

/** Inside the checkout, so that what is built finds node_modules. */
const bundles = resolve('.cache/bundles');

/** The host's file; its worker lies beside it, as in the program. A folder per process, for several may build at once. */
export async function bundleHost(): Promise<string> {
  removeOldBundles();
  const outDir = join(bundles, `host-${process.pid}`);
  const input = { host: resolve('src/host/entry.ts'), worker: resolve('src/host/worker.ts') };
  const output = { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' };
  await build({ configFile: false, logLevel: 'error', build: { ssr: true, outDir, target: 'node20', minify: false, rolldownOptions: { input, output } } });
  return join(outDir, 'host.js');
}

/** Test processes are ended rather than let go: whoever comes next clears up after those that are gone. */
function removeOldBundles(): void {
  const names = existsSync(bundles) ? readdirSync(bundles) : [];
  for (const name of names) {
    const pid = /^host-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(bundles, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
