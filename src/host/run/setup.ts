/** Everything a run needs before a byte is allocated on the device: model, data, programs, plan. */
import { attachMethods } from '../../compile/attachMethods.ts';
import type { DecodingPrograms } from '../../compile/decoding.ts';
import type { TrainingPrograms } from '../../compile/programs.ts';
import { withSampling } from '../../compile/sampling.ts';
import { compileTraining, type TrainingTarget } from '../../compile/training.ts';
import { type BatchSource, createBatches } from '../../data/batches.ts';
import type { SampleStore, Tokenizer } from '../../data/data.ts';
import { type PreparedDataset, prepareDataset } from '../../data/prepare.ts';
import type { Executor, MemoryPlan } from '../../engine/executors/executor.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { randomStream } from '../../shared/random.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { totalSteps } from '../../training/totalSteps.ts';
import { fileSources } from '../data/fileSource.ts';
import { readTemplate } from '../data/readTemplate.ts';
import type { HostControl } from '../job.ts';
import type { OpenModel } from '../model/model.ts';
import { addedParameters, openBase } from '../model/openReference.ts';
import { encodeSamples, type SamplePrompts } from './samples.ts';

export interface RunSetup {
  readonly recipe: Recipe;
  readonly base: OpenModel;
  /** What the model is asked while it is trained; null: nothing. */
  readonly sampling: { readonly prompts: SamplePrompts; readonly decoding: DecodingPrograms } | null;
  readonly programs: TrainingPrograms;
  readonly plan: MemoryPlan;
}

export interface RunData {
  readonly dataset: PreparedDataset;
  readonly train: BatchSource;
  /** Null without evaluation rows. */
  readonly evaluation: BatchSource | null;
  readonly steps: number;
}

export async function openSetup(
  { recipe, model }: { readonly recipe: Recipe; readonly model: ModelReference },
  executor: Executor,
  available: number,
): Promise<RunSetup> {
  const base = await openBase(model);
  try {
    const attached = attachMethods({ ...base, random: randomStream(recipe.training.seed, addedParameters) }, recipe.methods);
    const target = { config: base.config, parameters: base.parameters, storedDtype: base.storedDtype, attached };
    if (recipe.training.sequenceLength > base.config.maxPositions) {
      throw new MixwrightError('BAD_RECIPE', `sequenceLength ${recipe.training.sequenceLength} exceeds the model's ${base.config.maxPositions} positions`, {
        field: 'training.sequenceLength',
        hint: `set training.sequenceLength to ${base.config.maxPositions} or less`,
      });
    }
    return { recipe, base, ...choosePrograms({ target, recipe, prompts: await encodeSamples(recipe, base) }, { executor, available }) };
  } catch (error) {
    await base.close();
    throw error;
  }
}

type ChosenPrograms = Pick<RunSetup, 'programs' | 'sampling' | 'plan'>;

/** `auto` keeps activations where they fit and computes blocks again where they do not. */
function choosePrograms(
  { target, recipe, prompts }: { readonly target: TrainingTarget; readonly recipe: Recipe; readonly prompts: SamplePrompts | null },
  { executor, available }: { readonly executor: Executor; readonly available: number },
): ChosenPrograms {
  const { training } = recipe;
  const compile = (recompute: boolean): ChosenPrograms => {
    const trained = compileTraining(target, training, recompute);
    if (prompts === null) return { programs: trained, sampling: null, plan: executor.plan(trained.programs) };
    const { programs, decoding } = withSampling(trained, target.attached.sites, prompts.shape);
    return { programs, sampling: { prompts, decoding }, plan: executor.plan(programs.programs) };
  };
  if (training.recompute !== 'auto') return compile(training.recompute === 'block');
  const kept = compile(false);
  return kept.plan.total <= available ? kept : compile(true);
}

export async function openData(
  recipe: Recipe,
  { tokenizer, store, control }: { readonly tokenizer: Tokenizer; readonly store: SampleStore; readonly control: HostControl },
): Promise<RunData> {
  const { training, dataset: wanted } = recipe;
  const dataset = await prepareDataset({
    sources: await fileSources(wanted.files),
    evalSources: await fileSources(wanted.evalFiles),
    recipe: { ...wanted, template: await readTemplate(wanted.template) },
    tokenizer,
    sequenceLength: training.sequenceLength,
    seed: training.seed,
    store,
    control,
  });
  const options = { microBatch: training.microBatch, sequenceLength: training.sequenceLength, packing: wanted.packing, seed: training.seed };
  const train = createBatches(dataset.train, { ...options, shuffle: true });
  const evaluates = training.evalEvery > 0 && dataset.evaluation.length > 0;
  return {
    dataset,
    train,
    evaluation: evaluates ? createBatches(dataset.evaluation, { ...options, shuffle: false }) : null,
    steps: totalSteps(training, train.batchesPerEpoch),
  };
}
