/** Whether files can be read at all, told by their beginning: what is none is not entered as a dataset. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { readRawRows } from '../../data/readers/index.ts';

/** @throws MixwrightError BAD_DATASET, NOT_AVAILABLE for the first that holds no rows of a kind that is read. */
export async function requireReadable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const stream = createReadStream(file);
    try {
      // By its name alone: an uploaded file lies in a folder that means nothing to people.
      await readRawRows({ name: basename(file), bytes: 0, open: () => stream }).next();
    } finally {
      stream.destroy();
    }
  }
}
