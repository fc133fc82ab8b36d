/** A recipe in our names, before defaults: what a file says once aliases are translated, with `--set path=value` written over it. */
import { canonicalName, canonicalNames, expectSection, findCanonicalName, isSection, type Section, type SectionNames } from './canonicalNames.ts';
import { MixwrightError } from './errors.ts';
import type { OptionSchema } from './options.ts';
import { datasetAliases, foreignNames, methodAliases, optionAliases, recipeAliases, trainingAliases } from './recipeAliases.ts';
import { sectionNames } from './recipeFields.ts';

/** What a recipe needs to know of a method; the caller looks it up, because nothing in shared knows methods. */
export interface MethodFacts {
  readonly id: string;
  readonly options: OptionSchema;
  readonly learningRate?: number;
}

/** Throws for ids that do not exist or cannot stand in a recipe. */
export type FindMethod = (id: string) => MethodFacts;

export interface RecipeDraft {
  readonly model: unknown;
  readonly dataset: Section;
  readonly methods: readonly { readonly id: string; readonly options: Section }[];
  readonly training: Section;
  /** null: none. */
  readonly samples: Section | null;
  readonly device: unknown;
}

const names = {
  recipe: { section: 'recipe', known: sectionNames.recipe, aliases: recipeAliases, foreign: foreignNames },
  dataset: { section: 'dataset', known: sectionNames.dataset, aliases: datasetAliases },
  training: { section: 'training', known: sectionNames.training, aliases: trainingAliases, foreign: foreignNames },
  samples: { section: 'samples', known: sectionNames.samples, aliases: {} },
} as const satisfies Record<string, SectionNames>;

/** @param raw the recipe file's JSON. @param sets assignments, in order: `training.steps=50`, `methods.mixlora.rank=4`. */
export function draftRecipe(raw: unknown, sets: readonly string[], findMethod: FindMethod): RecipeDraft {
  return sets.reduce((draft, assignment) => applySet(draft, assignment, findMethod), draftOf(expectSection(raw, 'recipe'), findMethod));
}

function draftOf(raw: Section, findMethod: FindMethod): RecipeDraft {
  const { top, training: flat } = liftTraining(raw);
  const sections = canonicalNames(top, names.recipe);
  const training = expectSection(sections.training ?? {}, 'training');
  return {
    model: sections.model,
    dataset: canonicalNames(datasetSection(sections.dataset), names.dataset),
    methods: methodList(sections.methods).map((entry, index) => draftMethod(entry, `methods.${index}`, findMethod)),
    training: canonicalNames({ ...flat, ...training }, names.training),
    samples: samplesSection(sections.samples),
    device: sections.device,
  };
}

/** Files made for other trainers are flat: names that only training knows may stand at the top. */
function liftTraining(raw: Section): { readonly top: Section; readonly training: Section } {
  const isTraining = (name: string): boolean => findCanonicalName(name, names.recipe) === null && findCanonicalName(name, names.training) !== null;
  const split = (lifted: boolean): Section => Object.fromEntries(Object.entries(raw).filter(([name]) => isTraining(name) === lifted));
  return { top: split(false), training: split(true) };
}

/** A file, or a list of files, stands for a dataset of them. */
function datasetSection(given: unknown): Section {
  if (typeof given === 'string') return { files: [given] };
  if (Array.isArray(given)) return { files: given };
  return given === undefined ? {} : expectSection(given, 'dataset');
}

/** A prompt, or a list of prompts, stands for samples of them. */
function samplesSection(given: unknown): Section | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string') return { prompts: [given] };
  return Array.isArray(given) ? { prompts: given } : canonicalNames(expectSection(given, 'samples'), names.samples);
}

function methodList(given: unknown): readonly unknown[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given];
}

/** `"lora"`, `{id, options}`, or an id with its options beside it, as PEFT writes them. */
function draftMethod(given: unknown, field: string, findMethod: FindMethod): RecipeDraft['methods'][number] {
  const entry = typeof given === 'string' ? { id: given } : expectSection(given, field);
  const own = new Set<string>([...sectionNames.method, ...Object.keys(methodAliases)]);
  const pick = (wanted: boolean): Section => Object.fromEntries(Object.entries(entry).filter(([name]) => own.has(name) === wanted));
  const { id, options } = canonicalNames(pick(true), { section: field, known: sectionNames.method, aliases: methodAliases });
  if (typeof id !== 'string')
    throw new MixwrightError('BAD_RECIPE', `${field}: expected a method's "id", got ${JSON.stringify(entry)}`, { field, hint: 'mixwright methods lists them' });
  const method = findMethod(id);
  const written = { ...pick(false), ...expectSection(options ?? {}, `${field}.options`) };
  return { id: method.id, options: canonicalNames(written, optionNames(method)) };
}

function optionNames({ id, options }: MethodFacts): SectionNames {
  const usable = Object.entries(optionAliases).filter(([, alias]) => Object.hasOwn(options, typeof alias === 'string' ? alias : alias.field));
  return { section: id, known: Object.keys(options), aliases: Object.fromEntries(usable), foreign: foreignNames };
}

function applySet(draft: RecipeDraft, assignment: string, findMethod: FindMethod): RecipeDraft {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, equals).trim().split('.');
  if (equals < 1 || path.some((part) => part === '')) {
    throw new MixwrightError('BAD_USAGE', `--set: expected path=value, got "${assignment}"`, { hint: 'for example: --set training.steps=50' });
  }
  const value = parseValue(assignment.slice(equals + 1));
  const section = canonicalName(path[0] as string, names.recipe).field;
  if (section === 'model' || section === 'device') return { ...draft, [section]: value };
  if (section === 'methods') return { ...draft, methods: setMethods(draft.methods, { path: path.slice(1), value }, findMethod) };
  if (section === 'samples') return { ...draft, samples: setSamples(draft.samples, { path: path.slice(1), value }) };
  return { ...draft, [section]: setSection(section as 'dataset' | 'training', draft, { path: path.slice(1), value }) };
}

interface Change {
  /** Below the section; empty: the whole section. */
  readonly path: readonly string[];
  readonly value: unknown;
}

function setSection(section: 'dataset' | 'training', draft: RecipeDraft, { path, value }: Change): Section {
  const [name, ...inner] = path;
  if (name === undefined) return canonicalNames(section === 'dataset' ? datasetSection(value) : expectSection(value, section), names[section]);
  const change = canonicalNames({ [name]: inner.reduceRight((nested: unknown, key) => ({ [key]: nested }), value) }, names[section]);
  const before = { ...draft[section] };
  // Exactly one of the two counts: the one said last.
  if (section === 'training' && Object.hasOwn(change, 'steps')) delete before.epochs;
  if (section === 'training' && Object.hasOwn(change, 'epochs')) delete before.steps;
  return mergeSections(before, change);
}

function setSamples(samples: RecipeDraft['samples'], { path, value }: Change): RecipeDraft['samples'] {
  const [name, ...inner] = path;
  if (name === undefined) return samplesSection(value);
  return mergeSections(samples ?? {}, canonicalNames({ [name]: inner.reduceRight((nested: unknown, key) => ({ [key]: nested }), value) }, names.samples));
}

function setMethods(methods: RecipeDraft['methods'], { path, value }: Change, findMethod: FindMethod): RecipeDraft['methods'] {
  const [which, ...rest] = path;
  if (which === undefined) return methodList(value).map((entry, index) => draftMethod(entry, `methods.${index}`, findMethod));
  const index = methods.findIndex((method, position) => method.id === which || String(position) === which);
  const method = methods[index];
  if (!method) {
    throw new MixwrightError('BAD_USAGE', `--set: the recipe has no method "${which}"`, {
      hint: `it has: ${methods.map(({ id }) => id).join(', ') || 'none'}`,
    });
  }
  const option = rest[0] === 'options' ? rest.slice(1) : rest;
  if (option.length !== 1) throw new MixwrightError('BAD_USAGE', `--set: expected methods.${which}.<option>=value, got methods.${path.join('.')}`);
  const change = canonicalNames({ [option[0] as string]: value }, optionNames(findMethod(method.id)));
  return methods.with(index, { ...method, options: { ...method.options, ...change } });
}

/** Values of --set are JSON where they read as JSON, else text. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function mergeSections(base: Section, change: Section): Section {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(change)) {
    const before = merged[name];
    merged[name] = isSection(before) && isSection(value) ? mergeSections(before, value) : mergeLists(before, value);
  }
  return merged;
}

/** `betas.1=0.95` changes one element of a list. */
function mergeLists(before: unknown, value: unknown): unknown {
  if (!Array.isArray(before) || !isSection(value) || !Object.keys(value).every((key) => /^\d+$/.test(key))) return value;
  return before.map((item, index) => (Object.hasOwn(value, index) ? value[index] : item));
}
