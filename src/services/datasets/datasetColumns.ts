/** Columns of a dataset's first rows, whether or not its shape is known: what a mapping can choose from. */
import { createReadStream } from 'node:fs';
import { readRows } from '../../data/readers/index.ts';

const rowsLookedAt = 200;
const bytesLookedAt = 4 * 2 ** 20;

/** None where the file cannot be read. */
export async function readColumns(files: readonly string[]): Promise<readonly string[]> {
  const columns = new Set<string>();
  for (const file of files) for (const column of await columnsOf(file)) columns.add(column);
  return [...columns];
}

async function columnsOf(file: string): Promise<ReadonlySet<string>> {
  const columns = new Set<string>();
  const stream = createReadStream(file, { end: bytesLookedAt - 1 });
  let rows = 0;
  try {
    for await (const { row } of readRows({ name: file, bytes: bytesLookedAt, open: () => stream })) {
      for (const column of Object.keys(row?.value ?? {})) columns.add(column);
      if (++rows === rowsLookedAt) break;
    }
  } catch {
    // Missing, no text, or a compressed file that ends where we stop reading: what was seen until then is what there is to say.
  } finally {
    stream.destroy();
  }
  return columns;
}
