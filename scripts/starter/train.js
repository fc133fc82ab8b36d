// @ts-check
/** Builds and runs train.ts, which uses the engine's own sources: `node scripts/starter/train.js [folder]`. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = '.cache/starter';
await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: { ssr: 'scripts/starter/train.ts', outDir, emptyOutDir: true, rolldownOptions: { external: ['koffi'] } },
});
execFileSync(process.execPath, [`${outDir}/train.js`, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
