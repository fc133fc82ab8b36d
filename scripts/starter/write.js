// @ts-check
/** Writes everything of resources/starter but the trained weights: `node scripts/starter/write.js [folder]`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { starterFiles } from './files.js';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../resources/starter', import.meta.url));
for (const [name, text] of Object.entries(starterFiles())) {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  console.log(`${path}: ${Buffer.byteLength(text)} bytes`);
}
