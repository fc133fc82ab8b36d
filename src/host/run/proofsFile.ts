/** A run's proofs.json: each proof under its name, written whole whenever one is added. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../../weights/durable.ts';

export async function recordProof(runDirectory: string, name: string, proof: object): Promise<void> {
  const path = join(runDirectory, 'proofs.json');
  const known = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as object,
    () => ({}),
  );
  await writeFileDurably(path, `${JSON.stringify({ ...known, [name]: proof }, null, 2)}\n`);
}
