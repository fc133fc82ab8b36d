/** The dataset of a recipe, ready to train on: imported, examined, tokenised, split; from the cache where nothing has changed. */
import { MixwrightError } from '../shared/errors.ts';
import type { JobControl } from '../shared/progress.ts';
import type { DatasetRecipe } from '../shared/recipe.ts';
import type { ByteSource, DatasetReport, Sample, SampleStore, Tokenizer } from './data.ts';
import type { Wanted } from './detect.ts';
import { createDuplicateFinder } from './doctor/duplicates.ts';
import type { Model } from './examine.ts';
import { decodeDataset, encodeDataset, type StoredDataset } from './sampleCodec.ts';
import { sha256, sha256Hex } from './sha256.ts';
import { splitSamples } from './split.ts';
import { refusalOf, surveySources } from './survey.ts';
import { type ChatTemplate, chatTemplate } from './template/chatTemplate.ts';

export interface PrepareInput {
  readonly sources: readonly ByteSource[];
  readonly evalSources: readonly ByteSource[];
  /** `template` is the template's text (or "chatml", "plain") here; who reads the recipe also reads the file it may name. */
  readonly recipe: DatasetRecipe;
  readonly tokenizer: Tokenizer;
  readonly sequenceLength: number;
  readonly seed: number;
  readonly store?: SampleStore;
  readonly control: JobControl;
}

export interface PreparedDataset {
  readonly train: readonly Sample[];
  readonly evaluation: readonly Sample[];
  /** Of the training files and the evaluation files together. */
  readonly report: DatasetReport;
  readonly template: ChatTemplate;
  /** Identity of content, tokenizer, template and every option that shapes samples: a resumed run compares it. */
  readonly key: string;
  readonly fromCache: boolean;
}

/** Changes whenever the same input would give other samples. */
const VERSION = 'samples-1';

/**
 * @throws MixwrightError NOTHING_TRAINABLE, PREFERENCE_NOT_TRAINABLE, BAD_DATASET or NOT_AVAILABLE where no row can be
 *   trained on; STOPPED where the control says so.
 */
export async function prepareDataset(input: PrepareInput): Promise<PreparedDataset> {
  const { recipe, tokenizer, sequenceLength, store, control } = input;
  const template = chatTemplate(tokenizer, recipe.template);
  const model: Model = { tokenizer, template, sequenceLength };
  const key = await datasetKey(input, template);
  const cached = await loadCached(store, key);
  const dataset = cached ?? (await importAll(input, model));
  const refusal = refusalOf(dataset.report);
  if (refusal) throw refusal;
  if (!cached) await saveCached(store, key, dataset, control);
  const split = input.evalSources.length > 0 ? dataset : splitSamples(dataset.train, recipe.evalShare, input.seed);
  return { train: split.train, evaluation: split.evaluation, report: dataset.report, template, key, fromCache: cached !== undefined };
}

export function wantedOf(recipe: Pick<DatasetRecipe, 'format' | 'map' | 'taskField'>): Wanted {
  return { format: recipe.format, map: recipe.map, taskField: recipe.taskField };
}

async function importAll({ sources, evalSources, recipe, control }: PrepareInput, model: Model): Promise<StoredDataset> {
  const wanted = wantedOf(recipe);
  const duplicates = createDuplicateFinder();
  const train = await importSide({ sources, wanted, model, duplicates, control });
  if (evalSources.length === 0) return { train: train.samples, evaluation: [], report: train.report };
  // What cannot be trained on is refused by the training files alone.
  if (refusalOf(train.report)) return { train: [], evaluation: [], report: train.report };
  const overlaps = createDuplicateFinder({ keys: duplicates.seen, role: 'training' });
  const evaluation = await importSide({ sources: evalSources, wanted, model, duplicates: overlaps, control });
  return { train: train.samples, evaluation: evaluation.samples, report: joined(train.report, evaluation.report) };
}

async function importSide(input: Parameters<typeof surveySources>[0]): Promise<{ samples: readonly Sample[]; report: DatasetReport }> {
  const samples: Sample[] = [];
  const { report } = await surveySources({
    ...input,
    keep(more) {
      for (const sample of more) samples.push(sample);
    },
  });
  return { samples, report };
}

function joined(train: DatasetReport, evaluation: DatasetReport): DatasetReport {
  return {
    ...train,
    format: train.format === evaluation.format ? train.format : 'mixed',
    rows: train.rows + evaluation.rows,
    accepted: train.accepted + evaluation.accepted,
    rejected: train.rejected + evaluation.rejected,
    problems: [...train.problems, ...evaluation.problems],
    counts: [...train.counts, ...evaluation.counts],
    files: [...train.files, ...evaluation.files],
  };
}

async function datasetKey({ sources, evalSources, recipe, tokenizer, sequenceLength, control }: PrepareInput, template: ChatTemplate): Promise<string> {
  const total = [...sources, ...evalSources].reduce((sum, { bytes }) => sum + bytes, 0);
  const parts: string[] = [
    VERSION,
    tokenizer.fingerprint,
    template.source,
    String(sequenceLength),
    JSON.stringify([recipe.format, Object.entries(recipe.map).sort(), recipe.taskField]),
  ];
  let done = 0;
  for (const [role, list] of [['train', sources] as const, ['eval', evalSources] as const]) {
    for (const source of list) {
      const hash = sha256();
      for await (const chunk of source.open(control.signal)) {
        if (control.signal.aborted) throw new MixwrightError('STOPPED', `reading ${source.name} was stopped`);
        hash.update(chunk);
        done += chunk.length;
        control.progress({ phase: 'identifying the dataset', done, total, unit: 'bytes' });
      }
      parts.push(role, source.name, hash.hex());
    }
  }
  return sha256Hex(...parts);
}

async function loadCached(store: SampleStore | undefined, key: string): Promise<StoredDataset | undefined> {
  const bytes = await store?.load(key);
  return bytes && decodeDataset(bytes);
}

/** The cache saves time and nothing else: a run goes on without it. */
async function saveCached(store: SampleStore | undefined, key: string, dataset: StoredDataset, control: JobControl): Promise<void> {
  try {
    await store?.save(key, encodeDataset(dataset));
  } catch (error) {
    control.note('warning', 'CACHE_NOT_SAVED', `the tokenised dataset could not be kept for the next run: ${(error as Error).message}`);
  }
}
