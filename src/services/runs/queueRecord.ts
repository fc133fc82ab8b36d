/** The queue as it lies in the records of its runs: who waits, in which order, and how one comes in and leaves. */
import type { ErrorObject } from '../../shared/errors.ts';
import type { CatalogueData, QueuedRun, RunRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { advance } from './runStatus.ts';
import { changeRun } from './updateRun.ts';

export type WaitingRun = RunRecord & { readonly queue: QueuedRun };

/** How an ended run is to go on. */
export interface ResumeWish {
  /** Assignments of --set. */
  readonly sets: readonly string[];
  /** The checkpoint's step; null: the latest. */
  readonly fromStep: number | null;
  readonly allowDrift: boolean;
}

/** Those that wait, the next one first. */
export function waitingRuns({ runs }: Pick<CatalogueData, 'runs'>): readonly WaitingRun[] {
  return Object.values(runs).filter(isWaiting).sort(byPlace);
}

export function isWaiting(record: RunRecord): record is WaitingRun {
  return record.status === 'queued' && record.queue !== null;
}

/** Behind all that wait. */
export function lastPlace(data: Pick<CatalogueData, 'runs'>): number {
  return (waitingRuns(data).at(-1)?.queue.place ?? 0) + 1;
}

/**
 * Queues a run that has ended or is paused.
 * @param where a paused one goes before the others. @returns the record as it is now. @throws MixwrightError INTERNAL when it goes on by now.
 */
export function enqueueRun(
  dataDirectory: DataDirectory,
  id: string,
  { where, sets, fromStep, allowDrift }: ResumeWish & { readonly where: 'first' | 'last' },
): Promise<RunRecord> {
  return dataDirectory.catalogue.update((data) =>
    changeRun(dataDirectory, { id, data }, (record) => {
      if (isWaiting(record)) return record;
      const place = where === 'last' ? lastPlace(data) : (waitingRuns(data)[0]?.queue.place ?? 1) - 1;
      const resume = { sets: [...sets], fromStep, allowDrift, before: record.status };
      return { ...record, status: advance(record.status, 'queued'), queue: { place, resume } };
    }),
  );
}

/**
 * Takes a run out of the queue, unstarted: a new one has stopped before it began, another is what it was before.
 * @param error why it could not start.
 */
export function leaveQueue(dataDirectory: DataDirectory, id: string, error?: ErrorObject): Promise<RunRecord> {
  return dataDirectory.catalogue.update((data) =>
    changeRun(dataDirectory, { id, data }, (record) => {
      if (!isWaiting(record)) return record;
      if (!error) return unqueued(record);
      return { ...(record.queue.resume ? unqueued(record) : { ...record, status: 'failed', queue: null }), error: reasonOf(error) };
    }),
  );
}

/**
 * The host of a run has ended as it was told to, its state saved or as it was. A paused one that waits to go on keeps its place, and is
 * resumed from its checkpoint by whoever looks at the queue next: nobody stopped it but the application's own end.
 */
export function hostStopped(dataDirectory: DataDirectory, id: string): Promise<RunRecord> {
  return dataDirectory.catalogue.update((data) =>
    changeRun(dataDirectory, { id, data }, (record) => {
      if (!isWaiting(record) || record.queue.resume === null) return { ...record, status: advance(record.status, 'stopped'), queue: null };
      return { ...record, queue: { ...record.queue, resume: { ...record.queue.resume, before: 'stopped' } } };
    }),
  );
}

export function unqueued(record: RunRecord): RunRecord {
  if (!isWaiting(record)) return record;
  return { ...record, status: record.queue.resume?.before ?? 'stopped', queue: null };
}

/** Gives the waiting runs the order of `ids`; those not named come after, in the order they had. Others are passed over. */
export function orderQueue(dataDirectory: DataDirectory, ids: readonly string[]): Promise<void> {
  return dataDirectory.catalogue.update(async (data) => {
    const waiting = waitingRuns(data);
    const named = ids.flatMap((id) => waiting.find((run) => run.id === id) ?? []);
    const order = [...named, ...waiting.filter(({ id }) => !ids.includes(id))];
    for (const [index, { id, queue }] of order.entries()) {
      if (queue.place !== index + 1) await changeRun(dataDirectory, { id, data }, (record) => ({ ...record, queue: { ...queue, place: index + 1 } }));
    }
  });
}

/** What a record keeps of an error. */
export function reasonOf({ code, message, hint }: ErrorObject): NonNullable<RunRecord['error']> {
  return { code, message, ...(hint !== undefined && { hint }) };
}

function byPlace(a: WaitingRun, b: WaitingRun): number {
  return a.queue.place - b.queue.place || (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0);
}
