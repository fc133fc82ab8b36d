/** Datasets for the screens. */
import { datasetFormats } from '../../data/formats/index.ts';
import type { DatasetSettings, datasetsApi } from '../../shared/api/datasets.ts';
import type { TaskKind } from '../../shared/api/tasks.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { checkDataset } from '../datasets/datasetCheck.ts';
import { cleanDataset } from '../datasets/datasetClean.ts';
import { describeDataset, recipeOfDataset, summariseDatasets } from '../datasets/datasetDetails.ts';
import { openRowsReader } from '../datasets/datasetRows.ts';
import { addDataset, findDataset, updateDataset } from '../datasets/datasets.ts';
import { removeDataset } from '../datasets/datasetTrash.ts';
import { enterUploads } from '../directory/uploads.ts';

export function datasetsHandlers(context: AppContext): Handlers<typeof datasetsApi> {
  const { services, changes, trash } = context;
  const { data } = services;
  const rows = openRowsReader(services);
  return {
    'datasets.list': () => summariseDatasets(data),
    'datasets.get': ({ id }) => describeDataset(data, id),
    async 'datasets.add'({ paths, name }) {
      const { id } = await enterUploads(data, paths, () => addDataset(data, paths as [string, ...string[]], name));
      changes.announce('datasets');
      return { id, task: await startCheck(context, id) };
    },
    async 'datasets.update'({ id, name, settings }) {
      await updateDataset(data, id, { name, settings: settings && given(settings) });
      changes.announce('datasets');
      const reread = Object.keys(settings ?? {}).some((field) => field !== 'evalShare');
      if (!reread) return { task: null };
      stopChecks(context, id);
      return { task: await beginCheck(context, id) };
    },
    'datasets.check': async ({ id }) => ({ task: await startCheck(context, id) }),
    'datasets.rows': ({ id, model, from, count, problem }, { signal }) => rows.read({ id, model, from, count, problem }, signal),
    'datasets.clean': async ({ id, fixes }) => ({ task: await startClean(context, { id, fixes }) }),
    async 'datasets.remove'({ id }) {
      const entry = await removeDataset(data, id, { trash, stopReaders: () => stopReaders(context, id) });
      changes.announce('datasets', 'trash');
      return { trash: entry };
    },
    'datasets.recipe': ({ id }) => recipeOfDataset(data, id),
    'datasets.formats': async () =>
      datasetFormats.map(({ id, name, fields, refusal }) => ({
        ...{ id, name, trainable: refusal === undefined },
        fields: Object.entries(fields).map(([field, aliases]) => ({ name: field, aliases: [...aliases] })),
      })),
  };
}

/** Fields that a client left out keep their values. */
function given(settings: { readonly [K in keyof DatasetSettings]?: DatasetSettings[K] | undefined }): Partial<DatasetSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<DatasetSettings>;
}

/** The check under way, or a new one. @returns the task's id. */
async function startCheck(context: AppContext, id: string): Promise<string> {
  return checksOf(context.tasks, id)[0] ?? beginCheck(context, id);
}

async function beginCheck({ services, tasks }: AppContext, id: string): Promise<string> {
  const { name } = await findDataset(services.data, id);
  return tasks.start({
    ...{ kind: 'check', title: `Check ${name}`, subject: id, changes: ['datasets'] },
    async run(control) {
      const { rows, accepted } = await checkDataset(services, id, control);
      return { dataset: id, rows, accepted };
    },
  });
}

/** They read what is no longer wanted. */
function stopChecks({ tasks }: AppContext, id: string): void {
  for (const task of checksOf(tasks, id)) tasks.cancel(task);
}

/** Files that are open cannot be moved everywhere, and what is read half is told as damage. */
async function stopReaders({ tasks }: AppContext, id: string): Promise<void> {
  const readers = tasksOn(tasks, id, ['check', 'clean']);
  for (const task of readers) tasks.cancel(task);
  await Promise.all(readers.map(tasks.ended));
}

function checksOf(tasks: AppContext['tasks'], id: string): readonly string[] {
  return tasksOn(tasks, id, ['check']);
}

/** Newest first: one that was told to end may still be among them. */
function tasksOn(tasks: AppContext['tasks'], id: string, kinds: readonly TaskKind[]): readonly string[] {
  return tasks
    .list()
    .filter(({ kind, subject, status }) => kinds.includes(kind) && subject === id && status === 'running')
    .map((task) => task.id);
}

async function startClean(context: AppContext, { id, fixes }: { readonly id: string; readonly fixes: readonly string[] }): Promise<string> {
  const { services, tasks } = context;
  const { name } = await findDataset(services.data, id);
  return tasks.start({
    ...{ kind: 'clean', title: `Mend ${name}`, subject: id, changes: ['datasets'] },
    async run(control) {
      const { dataset, receipt } = await cleanDataset(services, { id, fixes }, control);
      await beginCheck(context, dataset.id);
      return { dataset: dataset.id, rows: receipt.written, dropped: leftOut(receipt), receipt };
    },
    done: ({ dataset, rows, dropped }) => ({
      ...{ level: 'success', title: `${name}: mended copy written`, body: `${rows} rows; ${dropped} were left out. The original is as it was.` },
      action: { label: 'Show', route: `/datasets/${dataset}` },
    }),
  });
}

function leftOut({ unreadable, dropped }: Awaited<ReturnType<typeof cleanDataset>>['receipt']): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, unreadable);
}
