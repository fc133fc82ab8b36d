/** A run's proofs.json: each proof under its name, written whole whenever one is added. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../../weights/durable.ts';

const proofsFile = 'proofs.json';

export async function recordProof(runDirectory: string, name: string, proof: object): Promise<void> {
  const known = await readProofs(runDirectory);
  await writeFileDurably(join(runDirectory, proofsFile), `${JSON.stringify({ ...known, [name]: proof }, null, 2)}\n`);
}

/** The proofs recorded so far by name; empty where there are none. */
export function readProofs(runDirectory: string): Promise<object> {
  return readFile(join(runDirectory, proofsFile), 'utf8').then(
    (text) => JSON.parse(text) as object,
    () => ({}),
  );
}
