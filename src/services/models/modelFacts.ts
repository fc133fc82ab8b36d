/** What is known of a model in the catalogue, found out once: kept in its record's folder until its files change. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { computeCores } from '../../llamacpp/cores.ts';
import type { ModelSummary } from '../../shared/api/models.ts';
import { errorCodes, MixwrightError, toErrorObject } from '../../shared/errors.ts';
import type { JobResults } from '../../shared/jobs.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { createSharedWork } from '../app/sharedWork.ts';
import { readRecord } from '../catalogue/records.ts';
import type { ModelRecord } from '../catalogue/schema.ts';
import { runJob } from '../engineHosts/jobs.ts';
import type { Services } from '../services.ts';
import { moeFacts, readPlainModel } from './plainModel.ts';

export type ModelFacts = Pick<ModelSummary, 'format' | 'modelType' | 'parameters' | 'activeParameters' | 'bytes' | 'moe' | 'problem'>;

const file = 'facts.json';
const stored = z.object({
  fingerprint: z.string(),
  facts: z.object({
    format: z.string(),
    modelType: z.string(),
    parameters: z.number(),
    activeParameters: z.number(),
    bytes: z.number(),
    moe: z.object({ experts: z.number(), topK: z.number(), layers: z.number() }).nullable(),
    problem: z.string().nullable(),
  }),
});

export interface ModelFactsSource {
  /**
   * Null where the model's folder is not there. A model that cannot be read has a problem and no figures, and is in nobody's way.
   * @throws MixwrightError STOPPED when the signal aborts.
   */
  of(model: ModelRecord, signal: AbortSignal): Promise<ModelFacts | null>;
}

/** Each inspection takes a process. */
const inspectionsAtOnce = Math.min(4, computeCores());

export function openModelFacts(services: Services): ModelFactsSource {
  const inspections = createSharedWork<ModelFacts>({ atOnce: inspectionsAtOnce });
  return {
    async of(model, signal) {
      try {
        const fingerprint = await filesFingerprint(model.path);
        if (fingerprint === null) return null;
        const known = await readRecord(join(services.data.models, model.id), file, stored);
        if (known?.fingerprint === fingerprint) return known.facts;
        return await inspections.run(`${model.id} ${fingerprint}`, (wanted) => findOut(services, { model, fingerprint }, wanted), signal);
      } catch (error) {
        if (signal.aborted) throw error;
        return unreadable(error);
      }
    },
  };
}

/** Of an inspection that was made already. */
export async function factsOfInspection(path: string, found: JobResults['inspect']): Promise<ModelFacts> {
  const { format, modelType, parameters, activeParameters, bytes } = found;
  const { config } = await readPlainModel({ kind: 'checkpoint', path });
  return { format, modelType, parameters, activeParameters, bytes, moe: moeFacts(config), problem: null };
}

/** So that the first listing need not look again. */
export async function rememberFacts(services: Services, { id, path }: Pick<ModelRecord, 'id' | 'path'>, facts: ModelFacts): Promise<void> {
  const fingerprint = await filesFingerprint(path);
  if (fingerprint !== null) await keepFacts(services, id, { fingerprint, facts });
}

async function keepFacts({ data }: Services, id: string, content: z.infer<typeof stored>): Promise<void> {
  try {
    await writeFileDurably(join(data.models, id, file), `${JSON.stringify(content)}\n`);
  } catch (error) {
    // Removed meanwhile, or a full disk: they are found out again next time.
    if (!isSystemError(error, 'ENOENT') && !(error instanceof MixwrightError)) throw error;
  }
}

interface Unknown {
  readonly model: ModelRecord;
  readonly fingerprint: string;
}

async function findOut(services: Services, { model: { id, path }, fingerprint }: Unknown, signal: AbortSignal): Promise<ModelFacts> {
  try {
    const found = await runJob(services, { kind: 'inspect', model: { kind: 'checkpoint', path } }, { signal });
    const facts = await factsOfInspection(path, found);
    await keepFacts(services, id, { fingerprint, facts });
    return facts;
  } catch (error) {
    const facts = unreadable(error);
    // The files decide it; a failure of the machine may be over the next time.
    if (error instanceof MixwrightError && errorCodes[error.code] === 'input') await keepFacts(services, id, { fingerprint, facts });
    return facts;
  }
}

function unreadable(error: unknown): ModelFacts {
  return { format: 'hf', modelType: '', parameters: 0, activeParameters: 0, bytes: 0, moe: null, problem: toErrorObject(error).message };
}

/** Names, sizes and dates of what an inspection reads; null where there is no such folder. */
async function filesFingerprint(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  });
  if (names === null) return null;
  const read = names.filter((name) => /^(config\.json|tokenizer.*|chat_template\.jinja|.*\.safetensors(\.index\.json)?)$/.test(name)).sort();
  const lines = await Promise.all(
    read.map(async (name) => {
      // The Hugging Face cache is made of links, and what they lead to may be gone.
      const found = await stat(join(folder, name)).catch(() => null);
      return found ? `${name} ${found.size} ${found.mtimeMs}` : `${name} unreadable`;
    }),
  );
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
