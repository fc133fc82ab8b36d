/** Tells of every run that becomes something else, and keeps the rows of those this application leads. */
import type { RunRow } from '../../shared/api/runs.ts';
import type { RunStatus } from '../../shared/run.ts';
import { type RowSources, runRows } from '../runs/runRows.ts';
import { hasEnded } from '../runs/runStatus.ts';

export type RunListener = (row: RunRow, before: RunStatus | null) => void;

export interface RunWatch {
  watch(listen: RunListener): () => void;
  /** Led by this application and not ended; those that wait in the queue are not among them. */
  active(): readonly RunRow[];
  /** Something about runs may have changed. */
  look(): void;
  close(): void;
}

/** Changes come in bursts. */
const settleMs = 50;

/** Resolves when it knows what there is, so that everything after is news. */
export async function openRunWatch(sources: RowSources): Promise<RunWatch> {
  const listeners = new Set<RunListener>();
  let statuses: ReadonlyMap<string, RunStatus> = new Map();
  let active: readonly RunRow[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  async function compare(): Promise<void> {
    const known = statuses;
    const rows = await runRows(sources, ({ id, status }) => known.get(id) !== status || (!hasEnded(status) && status !== 'queued'));
    active = rows.filter(({ ours, status }) => ours && !hasEnded(status) && status !== 'queued');
    const next = new Map(known);
    for (const { id, status } of rows) next.set(id, status);
    statuses = next;
    for (const row of rows) {
      const before = known.get(row.id) ?? null;
      if (before !== row.status) for (const listen of listeners) listen(row, before);
    }
  }

  await compare();
  return {
    watch(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    active: () => active,
    look() {
      if (timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        last = last.then(compare).catch(() => undefined);
      }, settleMs);
      timer.unref();
    },
    close() {
      clearTimeout(timer);
    },
  };
}
