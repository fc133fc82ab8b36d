/** Converts a model in the background: the new model appears whole, with its receipt and in the catalogue, or not at all. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TaskResults } from '../../shared/api/tasks.ts';
import { MixwrightError, toErrorObject } from '../../shared/errors.ts';
import type { JobResults } from '../../shared/jobs.ts';
import { requireEmptyDestination } from '../../weights/atomicFolder.ts';
import { requireDiskSpace } from '../../weights/diskSpace.ts';
import type { AppContext, TaskControl } from '../app/context.ts';
import { newFolder } from '../catalogue/records.ts';
import type { ModelRecord } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { lookAtOutput, type OutputFolder, writeOutput } from '../directory/outputFolder.ts';
import { refuseTakenOutput, runJobInTask, throwIfStopped } from '../engineHosts/jobTask.ts';
import { registerModel, registerOwnModel } from '../models/models.ts';
import { moeFacts, type WrittenDtype, weightBytes } from '../models/plainModel.ts';
import type { Services } from '../services.ts';
import { type ConversionRequest, type PlannedConversion, planConversion } from './conversionPlan.ts';

export interface ConversionOrder extends ConversionRequest {
  readonly name: string;
  /** A new or empty folder; null: one of its own below the data directory. */
  readonly output: string | null;
  /** null: the base's. */
  readonly dtype: WrittenDtype | null;
  readonly seed: number;
  readonly device: string;
}

/** @returns the task's id. @throws MixwrightError for what can be known before: impossible options, no room, a folder that holds something. */
export async function startConversion({ services, tasks }: Pick<AppContext, 'services' | 'tasks'>, order: ConversionOrder): Promise<string> {
  const planned = await planConversion(services.data, order);
  const { config, architecture } = planned.converted;
  const target = order.output === null ? services.data.models : resolve(order.output);
  if (order.output !== null) await requireEmptyDestination(target);
  await requireDiskSpace(target, weightBytes(architecture, config, order.dtype ?? planned.base.config.dtype), 'the converted model');
  const place = await makePlace(services, order);
  const mixture = moeFacts(config);
  refuseTakenOutput(tasks, place.folder);
  return tasks.start({
    kind: 'convert',
    title: `Convert to ${order.name}: ${mixture?.experts} experts, top ${mixture?.topK}`,
    subject: place.id ?? place.folder,
    changes: ['models'],
    run: (control) => convert(services, { order, planned, place }, control),
    done: ({ model, receipt }) => ({
      level: 'success',
      title: `${order.name} is ready`,
      body: receipt.expectedIdentity ? 'It computes exactly what the dense model does.' : 'It starts different from the dense model, on purpose.',
      action: { label: 'Train it', route: `/train?model=${encodeURIComponent(model)}` },
    }),
  });
}

interface Place extends OutputFolder {
  /** Of a folder below the data directory. */
  readonly id: string | null;
}

/** A folder of the data directory is taken at once, so that two conversions of one name do not meet. */
async function makePlace({ data }: Services, { output, name }: ConversionOrder): Promise<Place> {
  if (output === null) {
    const id = await newFolder(data.models, name);
    return { ...(await lookAtOutput(join(data.models, id))), id, before: 'taken' };
  }
  return { ...(await lookAtOutput(resolve(output))), id: null };
}

interface Conversion {
  readonly order: ConversionOrder;
  readonly planned: PlannedConversion;
  readonly place: Place;
}

async function convert(services: Services, conversion: Conversion, control: TaskControl): Promise<TaskResults['convert']> {
  const { order, place } = conversion;
  const result = await writeProven(services, conversion, control);
  try {
    const { id } = await register(services, order, place);
    return { model: id, ...result };
  } catch (error) {
    throw notEntered(place.folder, error);
  }
}

async function writeProven(services: Services, { order, planned, place }: Conversion, control: TaskControl): Promise<JobResults['convert']> {
  const { dtype, seed, device } = order;
  const work = { method: planned.method.id, options: planned.options, dtype, seed, device };
  const job = { kind: 'convert', model: planned.reference, output: place.folder, temporary: place.temporary, ...work } as const;
  const accept = ({ receipt: { ok, logitDifference } }: JobResults['convert']): void => {
    if (!ok) throw wrongReceipt(logitDifference.max);
    throwIfStopped(control.signal);
  };
  return writeOutput(place, () => runJobInTask(services, job, control), accept);
}

function register({ data }: Services, { name }: ConversionOrder, { id, folder }: Place): Promise<ModelRecord> {
  return id === null ? registerModel(data, folder, name) : registerOwnModel(data, { id, name, source: 'converted' });
}

/** The work is done and proved: it is not thrown away for what can be made up by hand. */
function notEntered(folder: string, cause: unknown): MixwrightError {
  const { code, message } = toErrorObject(cause);
  return new MixwrightError(code, `the model was converted, but could not be entered into the catalogue: ${message}`, {
    file: folder,
    hint: `it is whole; add it under Models: ${folder}`,
    cause,
  });
}

function wrongReceipt(difference: number): MixwrightError {
  return new MixwrightError(
    'PROOF_FAILED',
    `the converted model should compute what the dense one does, but its logits differ by ${difference.toExponential(1)}`,
    {
      hint: 'it was removed; please report this with the model and options',
    },
  );
}

/** Long beyond any conversion's last write. */
const abandonedMs = 24 * 60 * 60 * 1000;

/**
 * Removes what conversions left whose process was killed: half-written models, and folders that were taken for them. Called
 * when the application opens.
 */
export async function clearAbandonedConversions({ models }: Pick<DataDirectory, 'models'>, now = Date.now()): Promise<void> {
  for (const name of await readdir(models)) {
    const folder = join(models, name);
    const files = await readdir(folder).catch(() => null);
    // A model's folder holds its record; one that was only taken is empty.
    const isHalf = /^\..*\.[0-9a-f]{8}\.tmp$/.test(name) || files?.length === 0;
    if (!isHalf || files === null) continue;
    const dates = await Promise.all([folder, ...files.map((file) => join(folder, file))].map((path) => stat(path).then(({ mtimeMs }) => mtimeMs)));
    if (Math.max(...dates) < now - abandonedMs) await rm(folder, { recursive: true, force: true });
  }
}
