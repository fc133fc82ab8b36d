/** Calls and streams of runs. */
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { alarmsOf } from '../../shared/alarms/runAlarms.ts';
import type { RunRow, runsApi } from '../../shared/api/runs.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import { isSystemError } from '../../weights/systemError.ts';
import type { AppContext } from '../app/context.ts';
import type { RunQueue } from '../app/runQueue.ts';
import { metricsToCsv } from '../runs/exportCsv.ts';
import { findRun } from '../runs/findRun.ts';
import { recipeDifference } from '../runs/recipeDifference.ts';
import { removeRuns } from '../runs/removeRuns.ts';
import { createRouterHistories } from '../runs/routerHistory.ts';
import { readMetrics, readRunJson, readRunRecipe, runFiles } from '../runs/runFiles.ts';
import { type RowSources, runRows } from '../runs/runRows.ts';
import { viewRun } from '../runs/runView.ts';
import { combinations } from '../runs/sweep.ts';
import { updateRun } from '../runs/updateRun.ts';
import { watchEvents } from '../runs/watchEvents.ts';
import type { MetricStreams } from '../runs/watchMetrics.ts';
import { resolveDraft } from './recipes.ts';

export interface RunsParts {
  readonly queue: RunQueue;
  readonly rows: RowSources;
  readonly metrics: MetricStreams;
}

export function runsHandlers(context: AppContext, { queue, rows, metrics }: RunsParts): Handlers<typeof runsApi> {
  const { services, changes, trash } = context;
  const { data } = services;
  const routers = createRouterHistories();
  const folderOf = async (id: string): Promise<string> => (await findRun(data, id)).directory;
  const rowOf = async (id: string): Promise<RunRow> => {
    const { record } = await findRun(data, id);
    const [row] = await runRows(rows, (each) => each.id === record.id);
    if (row) return row;
    throw new MixwrightError('NOT_FOUND', `the catalogue does not have the run "${id}" yet`, { hint: 'try again in a moment' });
  };
  return {
    'runs.list': async () => [...(await runRows(rows))],
    async 'runs.get'({ id }) {
      const row = await rowOf(id);
      return viewRun(row, await rows.digests.of(row));
    },
    async 'runs.start'({ draft, name }) {
      const loaded = await resolveDraft(context, draft);
      const [id] = await queue.add([{ loaded, ...(name !== undefined && { name }) }]);
      return { id: id as string };
    },
    async 'runs.sweep'({ draft, name, grid }) {
      // All are checked before the first is queued.
      const runs = [];
      for (const { sets, label } of combinations(grid)) runs.push({ loaded: await resolveDraft(context, draft, sets), name: `${name}: ${label}` });
      return { ids: [...(await queue.add(runs))] };
    },
    async 'runs.command'({ id, command }) {
      await queue.command(id, command);
      return {};
    },
    async 'runs.resume'({ id, fromStep, sets = [], allowDrift = false }) {
      await queue.resume(id, { sets, fromStep: fromStep ?? null, allowDrift });
      return {};
    },
    async 'runs.rename'({ id, name }) {
      await updateRun(data, id, { name });
      changes.announce('runs');
      return {};
    },
    async 'runs.remove'({ ids }) {
      const entries = await removeRuns(data, trash, ids);
      changes.announce('runs', 'trash');
      return { trash: entries };
    },
    async 'runs.reorder'({ ids }) {
      await queue.reorder(ids);
      return {};
    },
    async *'runs.metrics'({ id, ...cursor }, { signal }) {
      yield* metrics.watch(await folderOf(id), { ...cursor, signal });
    },
    'runs.routers': async ({ id, frames }) => routers.of(await folderOf(id), frames),
    async *'runs.events'({ id }, { signal }) {
      yield* watchEvents(await folderOf(id), signal);
    },
    async 'runs.alarms'({ id }) {
      const { record, directory } = await findRun(data, id);
      const { alarms } = await rows.digests.of({ id: record.id, directory });
      return [...alarmsOf(alarms, { recipe: await readRunRecipe(directory), limitBytes: await memoryLimit(directory) })];
    },
    'runs.difference': async ({ ids }) => recipeDifference(await Promise.all(ids.map(async (id) => readRunRecipe(await folderOf(id))))),
    async 'runs.csv'({ id }) {
      const directory = await folderOf(id);
      const parts: string[] = [];
      for await (const part of metricsToCsv(() => readMetrics(directory))) parts.push(part);
      return { text: parts.join('') };
    },
    'runs.report': async ({ id }) => ({ html: await readReport(await folderOf(id)) }),
  };
}

/** A device with memory of its own was measured before the run began; its bytes say nothing of the machine's. */
async function memoryLimit(directory: string): Promise<number> {
  const numerics = await readRunJson<{ readonly deviceId?: unknown }>(directory, 'numerics');
  return /^(vulkan|cuda)|gpu/.test(String(numerics?.deviceId)) ? Number.POSITIVE_INFINITY : totalmem();
}

async function readReport(directory: string): Promise<string> {
  const file = join(directory, runFiles.report);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw new MixwrightError('NOT_FOUND', 'the run has no report yet', { file, hint: 'it is written at the end of the run, and when it is stopped' });
  }
}
