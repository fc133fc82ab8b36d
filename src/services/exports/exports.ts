/** Writes models for other software in the background: what can be written and how large, the work, its record. */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ExportFormat, ExportOptions } from '../../shared/api/models.ts';
import type { TaskResults } from '../../shared/api/tasks.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { didYouMean } from '../../shared/options.ts';
import { requireEmptyDestination } from '../../weights/atomicFolder.ts';
import { freeBytes, requireDiskSpace } from '../../weights/diskSpace.ts';
import type { AppContext, TaskControl } from '../app/context.ts';
import { slugOf } from '../catalogue/records.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { lookAtOutput, type OutputFolder, writeOutput } from '../directory/outputFolder.ts';
import { refuseTakenOutput, runJobInTask } from '../engineHosts/jobTask.ts';
import { clientSupport } from '../models/clients.ts';
import { resolveModel } from '../models/modelReference.ts';
import { type PlainModel, readPlainModel, type WrittenDtype } from '../models/plainModel.ts';
import { starterName, starterSource } from '../models/starterModel.ts';
import type { Services } from '../services.ts';
import { type ExportFormatDescription, exportFormats } from './exportFormats.ts';
import { keepExportRecord } from './exportRecords.ts';

/** A model that no standard format carries has no formats and the reason. @throws MixwrightError NOT_FOUND, BAD_MODEL. */
export async function exportOptions({ services: { data }, starter }: Pick<AppContext, 'services' | 'starter'>, text: string): Promise<ExportOptions> {
  const reference = await resolveModel(data, text);
  const name = await nameOf(data, starter, reference);
  const output = await freeOutput(data, name);
  const common = { name, suggestedOutput: output, freeBytes: await freeBytes(output) };
  try {
    const model = await readPlainModel(reference);
    return { ...common, formats: exportFormats.map((format) => describe(format, model)), refusal: null };
  } catch (error) {
    if (!(error instanceof MixwrightError) || error.code !== 'NOT_EXPORTABLE') throw error;
    return { ...common, formats: [], refusal: error.message };
  }
}

export interface ExportOrder {
  readonly model: string;
  readonly format: string;
  /** null: the model's. */
  readonly dtype: string | null;
  readonly output: string;
}

/** @returns the task's id. @throws MixwrightError for what can be known before: no such format, no room, a folder that holds something. */
export async function startExport(
  { services, starter, tasks, settings }: Pick<AppContext, 'services' | 'starter' | 'tasks' | 'settings'>,
  order: ExportOrder,
): Promise<string> {
  const { data } = services;
  const format = findFormat(order.format);
  const reference = await resolveModel(data, order.model);
  const model = await readPlainModel(reference);
  const dtype = chooseDtype(format, order.dtype ?? model.config.dtype);
  const output = resolve(order.output);
  await requireEmptyDestination(output);
  await requireDiskSpace(output, format.bytes(model, dtype), 'the export');
  const name = await nameOf(data, starter, reference);
  const { device } = await settings.get();
  const place = await lookAtOutput(output);
  refuseTakenOutput(tasks, output);
  return tasks.start({
    kind: 'export',
    title: `Export ${name}`,
    subject: output,
    changes: ['exports'],
    run: (control) => write(services, { name, format: format.id, reference, dtype, place, device }, control),
    done: ({ path, proof }) => ({
      level: 'success',
      title: `${name} is exported`,
      body: `${path}: ${proof.detail}`,
      action: { label: 'Show it', route: '/export' },
    }),
  });
}

interface Written {
  readonly name: string;
  readonly format: string;
  readonly reference: ModelReference;
  readonly dtype: WrittenDtype;
  readonly place: OutputFolder;
  readonly device: string;
}

async function write(services: Services, { name, reference, place, ...order }: Written, control: TaskControl): Promise<TaskResults['export']> {
  const job = { kind: 'export', model: reference, ...order, output: place.folder, temporary: place.temporary } as const;
  const result = await writeOutput(place, () => runJobInTask(services, job, control));
  const bytes = result.files.reduce((sum, file) => sum + file.bytes, 0);
  const exportedAt = new Date().toISOString();
  // An export that was proved stays, whether or not a record of it can be written.
  await keepExportRecord(services.data, { path: place.folder, model: name, format: order.format, bytes, exportedAt, proof: result.proof });
  return { path: place.folder, ...result };
}

function describe(format: ExportFormatDescription, model: PlainModel): ExportFormat {
  return {
    id: format.id,
    name: format.name,
    help: format.help,
    dtypes: format.dtypes.map(({ id, name }) => ({ id, name, bytes: format.bytes(model, id) })),
    defaultDtype: model.config.dtype,
    clients: clientSupport(model.config, model.architecture.className),
  };
}

function findFormat(id: string): ExportFormatDescription {
  const found = exportFormats.find((format) => format.id === id);
  if (found) return found;
  const known = exportFormats.map((format) => format.id);
  throw new MixwrightError('BAD_OPTIONS', `there is no export format "${id}"`, { field: 'format', hint: didYouMean(id, known) });
}

function chooseDtype({ dtypes }: ExportFormatDescription, id: string): WrittenDtype {
  const found = dtypes.find((dtype) => dtype.id === id);
  if (found) return found.id;
  throw new MixwrightError('BAD_OPTIONS', `expected one of ${dtypes.map((dtype) => dtype.id).join(', ')}, got "${id}"`, { field: 'dtype' });
}

/** For people, and for the suggested folder. */
async function nameOf({ catalogue }: DataDirectory, starter: string, reference: ModelReference): Promise<string> {
  const { models, runs } = await catalogue.read();
  if (reference.kind === 'checkpoint') {
    const known = Object.values(models).find(({ path }) => path === reference.path);
    return known?.name ?? (reference.path === starterSource(starter) ? starterName : basename(reference.path));
  }
  const id = basename(reference.directory);
  return (Object.hasOwn(runs, id) ? runs[id]?.name : undefined) ?? id;
}

/** A folder that is not there yet. */
async function freeOutput({ exports }: DataDirectory, name: string): Promise<string> {
  const taken = new Set(await readdir(exports).catch(() => []));
  const slug = slugOf(name);
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? slug : `${slug}-${count}`;
    if (!taken.has(candidate)) return join(exports, candidate);
  }
}
