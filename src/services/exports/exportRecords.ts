/** What was exported, where to and how it was proved: a small file per export, beside the folder exports go to by default. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { type ExportRecord, exportRecord } from '../../shared/api/models.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { slugOf } from '../catalogue/records.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';

const stored = exportRecord.omit({ id: true, missing: true });
export type NewExportRecord = z.infer<typeof stored>;

const ending = '.export.json';

export async function keepExportRecord({ exports }: DataDirectory, record: NewExportRecord): Promise<string> {
  const id = `${slugOf(basename(record.path))}-${randomBytes(4).toString('hex')}`;
  await mkdir(exports, { recursive: true });
  await writeFileDurably(join(exports, id + ending), `${JSON.stringify(record)}\n`);
  return id;
}

/** Newest first. */
export async function listExports({ exports }: DataDirectory): Promise<ExportRecord[]> {
  const names = await readdir(exports).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  const records = await Promise.all(names.filter((name) => name.endsWith(ending)).map((name) => readExport(join(exports, name))));
  return records.flat().sort((a, b) => (a.exportedAt < b.exportedAt ? 1 : -1));
}

/** What was written stays. @throws MixwrightError NOT_FOUND. */
export async function forgetExport({ exports }: DataDirectory, id: string): Promise<void> {
  try {
    await rm(join(exports, basename(id) + ending));
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw new MixwrightError('NOT_FOUND', `there is no export "${id}"`);
  }
}

/** None where the file cannot be read. */
async function readExport(file: string): Promise<readonly ExportRecord[]> {
  try {
    const record = stored.parse(JSON.parse(await readFile(file, 'utf8')));
    const missing = await stat(record.path).then(
      () => false,
      () => true,
    );
    return [{ id: basename(file, ending), ...record, missing }];
  } catch {
    return [];
  }
}
