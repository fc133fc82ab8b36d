/** Writes a run's metrics for other programs. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MixwrightError } from '../../shared/errors.ts';
import { asDiskFull } from '../../weights/diskSpace.ts';
import { isSystemError } from '../../weights/systemError.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { metricsToCsv } from './exportCsv.ts';
import { findRun } from './findRun.ts';
import { readMetrics } from './runFiles.ts';
import { metricsToTensorBoard } from './tensorBoard.ts';

export const runExportFormats = ['csv', 'tensorboard'] as const;

export interface RunExport {
  readonly format: (typeof runExportFormats)[number];
  /** csv: a file that does not exist yet; tensorboard: a log folder, into which a folder of the run's own is put. */
  readonly output: string;
}

/**
 * @param reference an id or a run folder.
 * @throws MixwrightError NOT_FOUND, OUTPUT_EXISTS, DISK_FULL.
 */
export async function exportRun(
  dataDirectory: Pick<DataDirectory, 'runs'>,
  reference: string,
  { format, output }: RunExport,
): Promise<{ readonly files: readonly { readonly path: string; readonly bytes: number }[] }> {
  const { record, directory } = await findRun(dataDirectory, reference);
  const startedAt = Date.parse(record.createdAt) / 1000;
  if (format === 'csv')
    return {
      files: [
        await writeNew(
          resolve(output),
          metricsToCsv(() => readMetrics(directory)),
        ),
      ],
    };
  const path = join(resolve(output), record.id, `events.out.tfevents.${Math.floor(startedAt)}.mixwright`);
  return { files: [await writeNew(path, metricsToTensorBoard(readMetrics(directory), startedAt))] };
}

async function writeNew(path: string, content: AsyncIterable<string | Uint8Array>): Promise<{ readonly path: string; readonly bytes: number }> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(content), createWriteStream(path, { flags: 'wx', flush: true }));
    return { path, bytes: (await stat(path)).size };
  } catch (error) {
    if (isSystemError(error, 'EEXIST', 'EISDIR')) {
      throw new MixwrightError('OUTPUT_EXISTS', `${path} exists; expected a new file`, { file: path, hint: 'nothing is ever overwritten; name another' });
    }
    await rm(path, { force: true });
    throw asDiskFull(error, path);
  }
}
