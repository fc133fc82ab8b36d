/**
 * Builds out/ with electron-vite, on `npm install` and `npm run build`. The build is made beside out/ and renamed, so that a
 * running or failing build never leaves half a program; it is skipped while a hash of its inputs says that nothing changed.
 *   node scripts/prepare.js [--force]
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'out');
const stampFile = join(out, '.inputs');
const inputs = ['src', 'electron.vite.config.ts', 'tsconfig.base.json', 'tsconfig.web.json', 'package.json', 'package-lock.json', 'scripts/prepare.js'];

/** Names and contents of everything the build reads. */
function hashInputs() {
  const hash = createHash('sha256').update(process.platform);
  for (const file of inputs.flatMap((name) => filesBelow(join(root, name))).sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}

async function buildInto(folder) {
  // The configuration's paths are the project's, wherever this was called from.
  process.chdir(root);
  const { build } = await import('electron-vite');
  process.env.MIXWRIGHT_BUILD_DIR = folder;
  await build({ root, logLevel: 'error' });
}

/** A folder that is not empty cannot be renamed over: the old one steps aside first. Another build may do the same at this moment, so again. */
function replaceOut(next, old, attempts = 5) {
  try {
    if (existsSync(out)) renameSync(out, old);
    renameSync(next, out);
  } catch (error) {
    if (attempts === 1) throw error;
    rmSync(old, { recursive: true, force: true });
    replaceOut(next, old, attempts - 1);
  }
}

if (!existsSync(join(root, 'src'))) {
  // An installed package brings its out/ along.
  process.exit(0);
}
const stamp = hashInputs();
const upToDate = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (upToDate && !process.argv.includes('--force')) process.exit(0);
// A folder of this process's own: two builds at once must not write into each other's.
const workshop = join(root, 'out.next', String(process.pid));
try {
  const next = join(workshop, 'out');
  await buildInto(next);
  writeFileSync(join(next, '.inputs'), stamp);
  replaceOut(next, join(workshop, 'old'));
  console.log('mixwright: built out/');
} catch (error) {
  console.error(`mixwright: the build failed: ${stripVTControlCharacters(error instanceof Error ? error.message : String(error))}`);
  console.error('Correct the source and run: npm run build');
  process.exitCode = 1;
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
