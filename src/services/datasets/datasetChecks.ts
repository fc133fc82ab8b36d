/** The last check of each dataset, kept in its folder; it holds as long as files and settings are what they were. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetSummary } from '../../shared/api/datasets.ts';
import { type ErrorObject, MixwrightError } from '../../shared/errors.ts';
import type { DatasetReport } from '../../shared/jobs.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import type { DatasetRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { datasetFolder } from './datasets.ts';

export interface DatasetCheck {
  /** Null where it could not be read as a whole; then `failure` says why. */
  readonly report: DatasetReport | null;
  readonly failure: ErrorObject | null;
  /** Columns of the first rows. */
  readonly columns: readonly string[];
}

/** What lists show of a check: small, while a report may be megabytes. */
export type CheckSummary = Pick<DatasetSummary, 'rows' | 'accepted' | 'format' | 'errors' | 'warnings' | 'trainedTokens' | 'unreadable'>;

const unchecked: CheckSummary = { rows: null, accepted: null, format: null, errors: null, warnings: null, trainedTokens: null, unreadable: false };

/** Changes when the same files and settings would give another report. */
const version = 1;
const reportFile = 'report.json';
const summaryFile = 'summary.json';

interface Stamped<T> {
  readonly stamp: string;
  readonly content: T;
}

/**
 * Identity of what a check reads: files by size and time of change, and the settings that bear on reading.
 * @throws MixwrightError NOT_FOUND where the dataset to evaluate on is gone.
 */
export async function checkStamp(data: DataDirectory, { files, settings }: DatasetRecord): Promise<string> {
  const { evalShare: _, ...reading } = settings;
  const evaluation = await evaluationFiles(data, settings.evalDataset);
  return digest([version, reading, await Promise.all([...files, ...evaluation].map(fileStamp))]);
}

/** Files of the dataset to evaluate on; none where there is no such. @throws MixwrightError NOT_FOUND where it is gone. */
export async function evaluationFiles({ catalogue }: DataDirectory, evalDataset: string | null): Promise<readonly string[]> {
  if (evalDataset === null) return [];
  const { datasets } = await catalogue.read();
  const found = Object.hasOwn(datasets, evalDataset) ? datasets[evalDataset] : undefined;
  if (found) return found.files;
  throw new MixwrightError('NOT_FOUND', `the dataset "${evalDataset}" to evaluate on is not there any more`, {
    field: 'evalDataset',
    hint: 'choose another one, or a share of the rows; in the trash it may still be found',
  });
}

async function fileStamp(path: string): Promise<readonly [path: string, bytes: number, changed: number] | null> {
  return stat(path).then(
    ({ size, mtimeMs }) => [path, size, mtimeMs] as const,
    () => null,
  );
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

/** Where a check writes which rows have which problem. */
export function indexFile(data: DataDirectory, id: string, stamp: string): string {
  return join(datasetFolder(data, id), `rows-${stamp}.json`);
}

/** The index goes first and the summary last: whoever finds a summary finds the rest. */
export async function saveCheck(data: DataDirectory, { id, stamp }: { readonly id: string; readonly stamp: string }, check: DatasetCheck): Promise<void> {
  const folder = datasetFolder(data, id);
  const write = (name: string, content: unknown): Promise<void> => writeFileDurably(join(folder, name), `${JSON.stringify({ stamp, content })}\n`);
  await write(reportFile, check);
  await write(summaryFile, summarise(check));
  for (const name of await readdir(folder)) {
    if (name.startsWith('rows-') && join(folder, name) !== indexFile(data, id, stamp)) await rm(join(folder, name), { force: true });
  }
}

function summarise({ report, failure }: DatasetCheck): CheckSummary {
  if (!report) return { ...unchecked, unreadable: failure !== null };
  const count = (severity: string): number => report.counts.reduce((sum, entry) => sum + (entry.severity === severity ? entry.count : 0), 0);
  const { rows, accepted, format, tokens } = report;
  return { rows, accepted, format, errors: count('error'), warnings: count('warning'), trainedTokens: tokens?.trained ?? null, unreadable: false };
}

/** The last check where it still holds, else null. */
export async function readCheck(data: DataDirectory, id: string, stamp: string): Promise<DatasetCheck | null> {
  return readStamped<DatasetCheck>(join(datasetFolder(data, id), reportFile), stamp);
}

/** The same in short; `unchecked` where none holds. */
export async function readCheckSummary(data: DataDirectory, record: DatasetRecord): Promise<CheckSummary> {
  // Without the dataset it is evaluated on nothing can be said about it.
  const stamp = await checkStamp(data, record).catch(() => null);
  const kept = stamp === null ? null : await readStamped<Partial<CheckSummary>>(join(datasetFolder(data, record.id), summaryFile), stamp);
  // An older Mixwright's holds fewer fields.
  return { ...unchecked, ...kept };
}

/** A cache: what cannot be read counts as absent. */
async function readStamped<T>(file: string, stamp: string): Promise<T | null> {
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as Stamped<T>;
    return stored.stamp === stamp ? stored.content : null;
  } catch {
    return null;
  }
}
