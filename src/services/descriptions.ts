/** What there is to choose from: methods and what becomes what, drawn from their own descriptions. */
import { datasetFormats } from '../data/formats/index.ts';
import { findMethod, methods } from '../methods/index.ts';
import type { Method } from '../methods/method.ts';
import { architectures } from '../models/architectures/index.ts';
import type { DescribedMethod } from '../shared/api/models.ts';
import type { RecipeField } from '../shared/api/recipes.ts';
import type { OptionSchema } from '../shared/options.ts';
import { datasetFields, sampleFields, trainingFields } from '../shared/recipeFields.ts';

/** @param id one method's; else all. @throws MixwrightError BAD_RECIPE, NOT_AVAILABLE for an unknown id. */
export function describeMethods(id?: string): readonly DescribedMethod[] {
  return (id === undefined ? methods : [findMethod(id)]).map(describeMethod);
}

/** Methods of `convert`, with the schemas its flags are drawn from. */
export function conversionMethods(): readonly { readonly id: string; readonly name: string; readonly options: OptionSchema }[] {
  return methods.filter(({ kind }) => kind === 'conversion');
}

export interface FormatMatrix {
  readonly models: readonly { readonly modelType: string; readonly reads: boolean; readonly becomes: string | null }[];
  readonly checkpoints: readonly { readonly format: string; readonly reads: boolean; readonly writes: boolean; readonly note: string }[];
  readonly datasets: readonly {
    readonly id: string;
    readonly name: string;
    readonly trainable: boolean;
    readonly columns: Readonly<Record<string, readonly string[]>>;
  }[];
}

/** The matrix of what becomes what. */
export function describeFormats(): FormatMatrix {
  return {
    models: architectures.map(({ modelType, moeTwin }) => ({ modelType, reads: true, becomes: moeTwin ? moeTwin.modelType : null })),
    checkpoints: [
      { format: 'hf', reads: true, writes: true, note: 'Hugging Face folder: config.json and safetensors, single or sharded' },
      { format: 'run', reads: true, writes: true, note: 'a run folder: its base with what was trained on it; exports to hf' },
      { format: 'gguf', reads: false, writes: false, note: 'not available yet' },
      { format: 'peft', reads: false, writes: false, note: 'not available yet' },
    ],
    datasets: datasetFormats.map(({ id, name, fields, refusal }) => ({ id, name, trainable: refusal === undefined, columns: fields })),
  };
}

function describeMethod({ id, kind, name, paper, summary, options }: Method): DescribedMethod {
  return { id, kind, name, paper, summary, options: Object.entries(options).map(([option, schema]) => ({ name: option, ...schema })) };
}

/** A recipe's fields by section, in the order a form shows them; those that no schema can say (lists, texts) have places of their own. */
export function describeRecipeFields(): { readonly [section in 'training' | 'dataset' | 'samples']: RecipeField[] } {
  return {
    training: [...lengthFields, ...described(trainingFields), ...betaFields, earlyStopField],
    dataset: [...described(datasetFields), taskField],
    samples: described(sampleFields),
  };
}

const lengthFields: readonly RecipeField[] = [
  { name: 'epochs', type: 'number', default: 1, min: 0, help: 'Times through the data; 0.5 is half of it.', empty: 'once through the data', excludes: 'steps' },
  {
    name: 'steps',
    type: 'integer',
    default: 100,
    min: 1,
    help: 'Optimizer steps, in place of epochs.',
    empty: 'as many as the epochs come to',
    excludes: 'epochs',
  },
];

const betaFields: readonly RecipeField[] = [
  { name: 'betas.0', type: 'number', default: 0.9, min: 0, max: 0.9999999, help: 'Decay of the mean gradient in AdamW.', symbol: 'β₁' },
  { name: 'betas.1', type: 'number', default: 0.999, min: 0, max: 0.9999999, help: 'Decay of the mean squared gradient in AdamW.', symbol: 'β₂' },
];

const earlyStopField: RecipeField = {
  ...{ name: 'earlyStop.patience', type: 'integer', default: 3, min: 1 },
  help: 'Stop after this many evaluations without a better one.',
  empty: 'never before the end',
};

const taskField: RecipeField = {
  ...{ name: 'taskField', type: 'text', default: 'task' },
  help: 'Column that names the task of a row: evaluation then reports each task.',
  empty: 'rows have no tasks',
};

function described(schema: OptionSchema): RecipeField[] {
  return Object.entries(schema).map(([name, option]) => ({ name, ...option }));
}
