/** Builds a TypeScript file so that plain Node can run it as a worker or a child process; vitest's own transform ends at its threads. */
import { basename, resolve } from 'node:path';
import { build } from 'vite';

/** The built module's path, inside the checkout so that it finds node_modules. Built anew each time: sources change between runs. */
export async function bundleForNode(entry: string): Promise<string> {
  const outDir = resolve('.cache/bundles', basename(entry, '.ts'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: resolve(entry), outDir, target: 'node20', minify: false, rolldownOptions: { output: { entryFileNames: 'index.mjs' } } },
  });
  return resolve(outDir, 'index.mjs');
}
