/** Pages of a dataset's rows, read by an engine host; the last few are kept, for whoever pages back or looks again. */
import type { DatasetRow } from '../../shared/api/datasets.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { DatasetReport, Problem } from '../../shared/jobs.ts';
import type { DatasetRecord } from '../catalogue/schema.ts';
import { startJob } from '../engineHosts/jobs.ts';
import type { Services } from '../services.ts';
import { modelOf, readingOf } from './datasetCheck.ts';
import { checkStamp, indexFile, readCheck } from './datasetChecks.ts';
import { findDataset } from './datasets.ts';

export interface RowsWanted {
  readonly id: string;
  /** Whose tokens to show. */
  readonly model: string | null;
  /** From 1, among the rows that `problem` leaves. */
  readonly from: number;
  readonly count: number;
  /** undefined: all rows; null: those with any problem; a code: those with that one. */
  readonly problem: string | null | undefined;
}

export interface RowsPage {
  readonly rows: DatasetRow[];
  readonly total: number;
}

export interface RowsReader {
  /** @throws MixwrightError NOT_FOUND; BAD_USAGE for rows with a problem before there was a check; STOPPED on the signal. */
  read(wanted: RowsWanted, signal: AbortSignal): Promise<RowsPage>;
}

const keptPages = 6;

export function openRowsReader(services: Services): RowsReader {
  /** The oldest first. */
  const kept = new Map<string, RowsPage>();
  return {
    async read(wanted, signal) {
      const { data } = services;
      const record = await findDataset(data, wanted.id);
      const stamp = await checkStamp(data, record);
      const report = (await readCheck(data, record.id, stamp))?.report ?? null;
      const key = JSON.stringify([stamp, report !== null, wanted]);
      const page = kept.get(key) ?? (await readPage(services, { ...wanted, record, stamp, report }, signal));
      kept.delete(key);
      kept.set(key, page);
      for (const old of [...kept.keys()].slice(0, -keptPages)) kept.delete(old);
      return page;
    },
  };
}

interface PageWanted extends RowsWanted {
  readonly record: DatasetRecord;
  readonly stamp: string;
  readonly report: DatasetReport | null;
}

async function readPage(services: Services, { id, model, from, count, problem, record, stamp, report }: PageWanted, signal: AbortSignal): Promise<RowsPage> {
  const { data } = services;
  if (problem !== undefined && !report) {
    throw new MixwrightError('BAD_USAGE', `which rows of "${record.name}" have a problem is known once it is checked`, { hint: 'check it, then look again' });
  }
  const running = await startJob(services, {
    ...{ kind: 'datasetRows', dataset: readingOf(record), model: await modelOf(data, model), sequenceLength: record.settings.sequenceLength, from, count },
    known: report ? report.files.map(({ rows }) => rows) : null,
    only: problem === undefined ? null : { index: indexFile(data, id, stamp), code: problem },
  });
  const cancel = (): void => running.command('cancel');
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    const { rows, total } = await running.result;
    return { rows: rows.map((row) => withProblems(row, report)), total };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** What only the check of all rows together can tell: copies, overlaps, columns of mixed types. */
function withProblems(row: DatasetRow, report: DatasetReport | null): DatasetRow {
  const own = new Set(row.problems.map(({ code }) => code));
  const more = (report?.problems ?? []).filter(({ file, line, code }) => file === row.file && line === row.line && amongRows.has(code) && !own.has(code));
  return more.length === 0 ? row : { ...row, problems: [...row.problems, ...more] };
}

const amongRows: ReadonlySet<Problem['code']> = new Set(['DUPLICATE', 'EVAL_OVERLAP', 'MIXED_TYPES']);
