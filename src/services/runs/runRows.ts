/** Runs as lists on screen show them: the record with what its metrics say, its place in the queue and the time it will still take. */
import { basename, join } from 'node:path';
import type { RunRow } from '../../shared/api/runs.ts';
import type { CatalogueData, RunRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import type { Digest } from './digest.ts';
import type { Digests } from './digests.ts';
import type { Paces } from './pace.ts';
import { isWaiting, waitingRuns } from './queueRecord.ts';
import { runOfCheckpoint } from './runFiles.ts';

export interface RunOutlook {
  /** What it is doing within its status, or waiting for; '' when there is nothing to add. */
  readonly phase: string;
  /** Whether this process leads it. */
  readonly ours: boolean;
}

export interface RowSources {
  readonly data: DataDirectory;
  readonly digests: Digests;
  readonly paces: Paces;
  /** What this process knows of a run beyond its record. */
  outlook(id: string, waits: boolean): RunOutlook;
}

/** Newest first. @param only those that pass. */
export async function runRows(sources: RowSources, only: (record: RunRecord) => boolean = () => true): Promise<readonly RunRow[]> {
  const catalogue = await sources.data.catalogue.read();
  const places = new Map(waitingRuns(catalogue).map(({ id }, index) => [id, index + 1]));
  const records = Object.values(catalogue.runs)
    .filter(only)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return Promise.all(
    records.map(async (record) => {
      const directory = join(sources.data.runs, record.id);
      const digest = await sources.digests.of({ id: record.id, directory });
      return { ...rowOf(sources, record, digest), modelName: modelName(catalogue, record.model), queued: places.get(record.id) ?? null, directory };
    }),
  );
}

/** Not yet known to the record of a run that is only being prepared. */
type Looked = Omit<RunRow, 'modelName' | 'queued' | 'directory'>;

function rowOf({ paces, outlook }: RowSources, record: RunRecord, digest: Digest): Looked {
  const { id, name, status, createdAt, updatedAt, startedAt, model, datasets, methods, totalSteps, error } = record;
  const { step, loss, bestLoss, curve, seconds, secondsPerStep, peakMemoryBytes } = digest;
  const pace = paces.observe(id, { step, at: Date.now(), going: status === 'running' }) ?? secondsPerStep;
  return {
    ...{ id, name, status, createdAt, updatedAt, startedAt, model, datasets, methods, totalSteps, step, loss, bestLoss, seconds, peakMemoryBytes },
    ...outlook(id, isWaiting(record)),
    sparkline: [...curve],
    etaSeconds: status === 'running' && totalSteps !== null && pace !== null ? Math.max(0, totalSteps - step) * pace : null,
    error: error && { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) },
  };
}

/** As the catalogue calls it; of a run, the run's name. */
export function modelName({ models, runs }: CatalogueData, text: string): string {
  const known = Object.values(models).find(({ id, path }) => path === text || id === text);
  if (known) return known.name;
  const run = runOfCheckpoint(text);
  const trained = run ? runs[basename(run)] : undefined;
  return trained ? `${trained.name}, step ${Number(/\d+$/.exec(text)?.[0] ?? 0)}` : basename(text);
}
