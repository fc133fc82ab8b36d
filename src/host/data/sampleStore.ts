/** Tokenised datasets on disk, one file by key; a damaged or missing one only means tokenising again. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleStore } from '../../data/data.ts';

export function folderSampleStore(directory: string): SampleStore {
  const file = (key: string): string => join(directory, `${key}.samples`);
  return {
    load: (key) => readFile(file(key)).catch(() => undefined),
    async save(key, bytes) {
      await mkdir(directory, { recursive: true });
      const fresh = `${file(key)}.${process.pid}.tmp`;
      await writeFile(fresh, bytes);
      await rename(fresh, file(key));
    },
  };
}
