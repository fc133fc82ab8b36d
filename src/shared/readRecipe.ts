/** Reads a recipe: JSON in (ours or with names from transformers, TRL, PEFT), the resolved recipe out, every default written and every field checked. */
import { expectSection, isSection, type Section } from './canonicalNames.ts';
import { MixwrightError } from './errors.ts';
import { type OptionSchema, type OptionValues, resolveOptions } from './options.ts';
import type { DatasetRecipe, MethodUse, Recipe, SamplesRecipe, TrainingRecipe } from './recipe.ts';
import { draftRecipe, type FindMethod, type RecipeDraft } from './recipeDraft.ts';
import { datasetFields, defaultLearningRate, sampleFields, trainingFields } from './recipeFields.ts';

export interface ReadRecipeOptions {
  readonly findMethod: FindMethod;
  /** Makes a path absolute against the recipe's folder; `model` may also be an id, `template` also the template's own text. */
  resolvePath(path: string, what: 'model' | 'dataset' | 'template'): string;
  /** Assignments of --set, applied in order. */
  readonly sets?: readonly string[];
}

/** @throws MixwrightError BAD_RECIPE, BAD_OPTIONS, BAD_USAGE (a malformed --set); and what `findMethod` throws. */
export function readRecipe(raw: unknown, { findMethod, resolvePath, sets = [] }: ReadRecipeOptions): Recipe {
  const draft = draftRecipe(raw, sets, findMethod);
  const methods = resolveMethods(draft.methods, findMethod);
  const rates = methods.flatMap(({ id }) => findMethod(id).learningRate ?? []);
  const learningRate = rates.length > 0 ? Math.max(...rates) : defaultLearningRate;
  return {
    model: resolvePath(requireText(draft.model, 'model', 'a model folder, id or run'), 'model'),
    dataset: resolveDataset(draft.dataset, resolvePath),
    methods,
    training: resolveTraining(draft.training, learningRate),
    samples: draft.samples === null ? null : resolveSamples(draft.samples),
    device: draft.device === undefined ? 'auto' : requireText(draft.device, 'device', 'a device id or "auto"'),
  };
}

/** No methods means full fine-tuning. */
function resolveMethods(drafts: RecipeDraft['methods'], findMethod: FindMethod): readonly MethodUse[] {
  const uses = drafts.length === 0 ? [{ id: 'full', options: {} }] : drafts;
  const twice = uses.find(({ id }, index) => uses.findIndex((other) => other.id === id) !== index);
  if (twice)
    throw new MixwrightError('BAD_RECIPE', `methods: "${twice.id}" stands there twice; expected each method once`, {
      field: 'methods',
      hint: 'remove one of them',
    });
  return uses.map(({ id, options }) => ({ id, options: resolveOptions(findMethod(id).options, options, id) }));
}

function resolveDataset(section: Section, resolvePath: ReadRecipeOptions['resolvePath']): DatasetRecipe {
  const files = textList(section.files, 'dataset.files').map((path) => resolvePath(path, 'dataset'));
  if (files.length === 0) {
    throw new MixwrightError('BAD_RECIPE', 'dataset.files: expected at least one file, got none', {
      field: 'dataset.files',
      hint: 'write "dataset": {"files": ["./chats.jsonl"]}',
    });
  }
  const template = optionalText(section.template, 'dataset.template');
  return {
    files,
    evalFiles: textList(section.evalFiles ?? [], 'dataset.evalFiles').map((path) => resolvePath(path, 'dataset')),
    ...resolveFields(datasetFields, section, 'dataset'),
    format: optionalText(section.format, 'dataset.format'),
    map: textMap(section.map ?? {}),
    template: template === null ? null : resolvePath(template, 'template'),
    taskField: optionalText(section.taskField, 'dataset.taskField'),
  };
}

function resolveTraining(section: Section, learningRate: number): TrainingRecipe {
  const length = resolveLength(section);
  const fields = resolveFields(trainingFields, { learningRate, ...section }, 'training');
  return { ...length, ...fields, betas: resolveBetas(section.betas), earlyStop: resolveEarlyStop(section.earlyStop, fields.evalEvery) };
}

function resolveSamples(section: Section): SamplesRecipe {
  const prompts = typeof section.prompts === 'string' ? [section.prompts] : section.prompts;
  const isList = Array.isArray(prompts) && prompts.length > 0 && prompts.every((prompt) => typeof prompt === 'string' && prompt.trim() !== '');
  if (!isList) throw wrong('samples.prompts', 'a list of prompts, none of them empty', prompts);
  return { prompts: prompts as readonly string[], ...resolveFields(sampleFields, section, 'samples') };
}

/** Exactly one of steps and epochs; one epoch when neither is said. */
function resolveLength({ steps = null, epochs = null }: Section): Pick<TrainingRecipe, 'steps' | 'epochs'> {
  if (steps !== null && epochs !== null) {
    throw new MixwrightError('BAD_RECIPE', `training: expected steps or epochs, got both (${JSON.stringify(steps)} and ${JSON.stringify(epochs)})`, {
      field: 'training.steps',
      hint: 'remove one of them',
    });
  }
  if (steps !== null && !(Number.isSafeInteger(steps) && (steps as number) >= 1)) throw wrong('training.steps', 'a whole number of at least 1', steps);
  if (epochs !== null && !(typeof epochs === 'number' && Number.isFinite(epochs) && epochs > 0)) throw wrong('training.epochs', 'a number above 0', epochs);
  return steps === null ? { steps: null, epochs: (epochs as number | null) ?? 1 } : { steps: steps as number, epochs: null };
}

const defaultBetas = [0.9, 0.999] as const;

function resolveBetas(given: unknown): readonly [number, number] {
  // Aliases name one of the two at a time, which arrives as {0: …, 1: …}.
  const pair = given === undefined ? defaultBetas : isSection(given) ? defaultBetas.map((value, index) => given[index] ?? value) : given;
  if (Array.isArray(pair) && pair.length === 2 && pair.every((beta) => typeof beta === 'number' && beta >= 0 && beta < 1)) {
    return [pair[0] as number, pair[1] as number];
  }
  throw wrong('training.betas', 'two numbers from 0 up to but not including 1', given);
}

function resolveEarlyStop(given: unknown, evalEvery: number): TrainingRecipe['earlyStop'] {
  if (given === undefined || given === null) return null;
  const { patience, ...rest } = expectSection(given, 'training.earlyStop');
  if (Object.keys(rest).length > 0 || !Number.isSafeInteger(patience) || (patience as number) < 1) {
    throw wrong('training.earlyStop', '{"patience": a whole number of at least 1}', given);
  }
  if (evalEvery === 0) {
    throw new MixwrightError('BAD_RECIPE', 'training.earlyStop needs evaluations, but training.evalEvery is 0', {
      field: 'training.earlyStop',
      hint: 'set training.evalEvery, or earlyStop to null',
    });
  }
  return { patience: patience as number };
}

/** The part of a section that a schema describes. */
function resolveFields<const S extends OptionSchema>(schema: S, section: Section, owner: string): OptionValues<S> {
  return resolveOptions(schema, Object.fromEntries(Object.entries(section).filter(([name]) => Object.hasOwn(schema, name))), owner);
}

function requireText(value: unknown, field: string, what: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw wrong(field, what, value);
}

function optionalText(value: unknown, field: string): string | null {
  return value === undefined || value === null ? null : requireText(value, field, 'text or null');
}

function textList(value: unknown, field: string): readonly string[] {
  const items = typeof value === 'string' ? [value] : (value ?? []);
  if (Array.isArray(items) && items.every((item) => typeof item === 'string' && item !== '')) return items as string[];
  throw wrong(field, 'a list of paths', value);
}

function textMap(value: unknown): Readonly<Record<string, string>> {
  if (isSection(value) && Object.values(value).every((column) => typeof column === 'string')) return value as Record<string, string>;
  throw wrong('dataset.map', 'an object of field: column', value);
}

function wrong(field: string, expected: string, got: unknown): MixwrightError {
  return new MixwrightError('BAD_RECIPE', `${field}: expected ${expected}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`, {
    field,
    hint: 'mixwright train --help shows a whole recipe',
  });
}
