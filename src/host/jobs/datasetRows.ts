/** A page of a dataset's rows, all of them or those with a problem. */
import { readFile } from 'node:fs/promises';
import { showRows } from '../../data/rows.ts';
import type { JobOf } from '../../shared/jobs.ts';
import { fileSources } from '../data/fileSource.ts';
import { wantedOf } from '../data/wantedOf.ts';
import { withSampler } from '../data/withTokenizer.ts';
import type { JobHandler } from '../job.ts';

export const datasetRows: JobHandler<'datasetRows'> = async (job, { signal }) => {
  const { dataset, known } = job;
  const sources = await fileSources(dataset.files);
  const listed = job.only && (await readIndex(job.only));
  const rows = page(job, listed);
  if (listed && rows.length === 0) return { rows: [], total: listed.length };
  return withSampler(job, async (model) => {
    const shown = await showRows({ sources, wanted: wantedOf(dataset), model, rows, known, signal });
    return { rows: shown.rows, total: listed ? listed.length : shown.total };
  });
};

/** Numbers of rows that have a problem, ascending. */
async function readIndex({ index, code }: NonNullable<JobOf<'datasetRows'>['only']>): Promise<readonly number[]> {
  const byCode = new Map(Object.entries(JSON.parse(await readFile(index, 'utf8')) as Readonly<Record<string, readonly number[]>>));
  if (code !== null) return byCode.get(code) ?? [];
  return [...new Set([...byCode.values()].flat())].sort((a, b) => a - b);
}

function page({ from, count }: JobOf<'datasetRows'>, listed: readonly number[] | null): readonly number[] {
  if (listed) return listed.slice(from - 1, from - 1 + count);
  return Array.from({ length: count }, (_, index) => from + index);
}
