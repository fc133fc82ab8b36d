/** The recipe being put together: only what was said, the rest takes its default. Pure functions over it. */
import type { DescribedMethod } from '../../../shared/api/models.ts';
import { isSection, type Section } from '../../../shared/canonicalNames.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import { didYouMean } from '../../../shared/options.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { draftRecipe, type FindMethod, type RecipeDraft } from '../../../shared/recipeDraft.ts';
import { sameValue } from '../../components/options/optionText.ts';

export interface TrainDraft {
  readonly model: string | null;
  readonly dataset: Section;
  readonly methods: RecipeDraft['methods'];
  readonly training: Section;
  /** {}: the model is asked nothing. */
  readonly samples: Section;
  /** null: as the settings say. */
  readonly device: string | null;
}

export const emptyDraft: TrainDraft = { model: null, dataset: {}, methods: [], training: {}, samples: {}, device: null };

/** As the services take it. Prompts that are still empty are left out. */
export function recipeOf({ model, dataset, methods, training, samples, device }: TrainDraft): Record<string, unknown> {
  const prompts = promptsOf(samples).filter((prompt) => prompt.trim() !== '');
  return {
    ...(model === null ? {} : { model }),
    dataset,
    methods,
    training,
    ...(prompts.length === 0 ? {} : { samples: { ...samples, prompts } }),
    ...(device === null ? {} : { device }),
  };
}

/** @param raw a recipe in our names, as recipes.read gives it. */
export function draftOf(raw: Section): TrainDraft {
  const section = (name: string): Section => (isSection(raw[name]) ? (raw[name] as Section) : {});
  const { model, methods, device } = raw;
  return {
    model: typeof model === 'string' ? model : null,
    dataset: said(section('dataset')),
    methods: Array.isArray(methods) ? (methods as RecipeDraft['methods']) : [],
    training: said(section('training')),
    samples: section('samples'),
    device: typeof device === 'string' ? device : null,
  };
}

/** What of a recipe was chosen: a field that has its default goes on following the default. */
export function withoutDefaults(recipe: Recipe, defaults: Recipe): TrainDraft {
  const { files, evalFiles } = recipe.dataset;
  return {
    model: recipe.model,
    dataset: { ...changed(recipe.dataset, defaults.dataset), files, ...(evalFiles.length === 0 ? {} : { evalFiles }) },
    methods: recipe.methods.map(({ id, options }) => ({ id, options: changed(options, defaults.methods.find((method) => method.id === id)?.options ?? {}) })),
    training: changed(recipe.training, defaults.training),
    samples: recipe.samples === null ? {} : { ...recipe.samples },
    device: recipe.device === defaults.device ? null : recipe.device,
  };
}

/** The draft with assignments of --set, as the services apply them. @throws MixwrightError as draftRecipe. */
export function withSets(draft: TrainDraft, sets: readonly string[], methods: readonly DescribedMethod[]): TrainDraft {
  const { model, dataset, methods: uses, training, samples, device } = draftRecipe(recipeOf(draft), sets, findAmong(methods));
  return draftOf({ model, dataset, methods: uses, training, samples, device });
}

export function isEmpty(draft: TrainDraft): boolean {
  return sameValue(draft, emptyDraft);
}

export function promptsOf(samples: Section): readonly string[] {
  return Array.isArray(samples.prompts) ? (samples.prompts as readonly string[]) : [];
}

/** The value at a dotted name; null and absent are the same: undefined. */
export function fieldAt(section: Section, name: string): unknown {
  let value: unknown = section;
  for (const key of name.split('.')) value = typeof value === 'object' && value !== null ? (value as Section)[key] : undefined;
  return value ?? undefined;
}

/** Sets the value at a dotted name; undefined takes it away, and with it what then holds nothing. */
export function withField(section: Section, name: string, value: unknown): Section {
  const [key = '', ...rest] = name.split('.');
  const { [key]: before, ...others } = section;
  if (rest.length === 0) return value === undefined ? others : { ...section, [key]: value };
  // One element of a list alone can only be said by its place.
  const inner = withField(Array.isArray(before) ? { ...before } : isSection(before) ? before : {}, rest.join('.'), value);
  return Object.keys(inner).length === 0 ? others : { ...section, [key]: inner };
}

function changed(values: object, defaults: object): Section {
  const usual = defaults as Section;
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== null && !sameValue(value, usual[name])));
}

function said(section: Section): Section {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== null && value !== undefined));
}

function findAmong(methods: readonly DescribedMethod[]): FindMethod {
  return (id) => {
    const method = methods.find((each) => each.id === id);
    if (!method) {
      const hint = didYouMean(
        id,
        methods.map((each) => each.id),
      );
      throw new MixwrightError('BAD_RECIPE', `there is no method "${id}"`, { field: 'methods', hint });
    }
    return { id, options: Object.fromEntries(method.options.map((option) => [option.name, option])) };
  };
}
