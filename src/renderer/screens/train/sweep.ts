/** A grid over options: which there are, and what was typed for them. */
import type { DescribedMethod, DescribedOption } from '../../../shared/api/models.ts';
import type { RecipeField } from '../../../shared/api/recipes.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import { parseOption } from '../../../shared/options.ts';
import { optionLabel } from '../../components/options/optionText.ts';
import type { TrainDraft } from './draft.ts';

/** The contract's own bounds. */
export const mostAxes = 4;
export const mostValues = 50;

export interface SweepOption {
  /** As --set takes it: training.learningRate, methods.mixlora.rank. */
  readonly path: string;
  readonly label: string;
  readonly group: string;
  readonly option: DescribedOption;
}

export interface SweepAxis {
  readonly path: string;
  readonly text: string;
}

export interface RecipeFields {
  readonly training: readonly RecipeField[];
  readonly dataset: readonly RecipeField[];
}

/** Options of the chosen methods first: they are what one sweeps. */
export function sweepOptions(fields: RecipeFields, methods: readonly DescribedMethod[], draft: TrainDraft): readonly SweepOption[] {
  const listed = (prefix: string, group: string, options: readonly DescribedOption[]): readonly SweepOption[] =>
    options.map((option) => ({ path: `${prefix}.${option.name}`, label: optionLabel(option.name), group, option }));
  return [
    ...draft.methods.flatMap(({ id }) => {
      const method = methods.find((each) => each.id === id);
      return method ? listed(`methods.${id}`, method.name, method.options) : [];
    }),
    ...listed('training', 'Parameters', fields.training),
    ...listed('dataset', 'Data', fields.dataset),
  ];
}

/** What stands between two values: a comma, unless one value may hold commas itself. */
export function separatorOf({ type }: Pick<DescribedOption, 'type'>): ',' | ';' {
  return type === 'choices' || type === 'text' ? ';' : ',';
}

/** Typed values, each once. @throws MixwrightError BAD_OPTIONS for a value that the schema does not take, BAD_USAGE for none or too many. */
export function parseValues(option: DescribedOption, text: string): readonly unknown[] {
  const parts = text
    .split(separatorOf(option))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const values = [...new Map(parts.map((part) => parseOption(option, part, optionLabel(option.name))).map((value) => [JSON.stringify(value), value])).values()];
  if (values.length === 0) throw new MixwrightError('BAD_USAGE', 'expected at least one value', { field: option.name });
  if (values.length > mostValues) throw new MixwrightError('BAD_USAGE', `expected at most ${mostValues} values, got ${values.length}`, { field: option.name });
  return values;
}

export interface ReadAxis {
  readonly path: string;
  readonly values: readonly unknown[];
  /** Why it has none; null: it has. */
  readonly problem: string | null;
}

export function readAxis({ path, text }: SweepAxis, options: readonly SweepOption[]): ReadAxis {
  const found = options.find((option) => option.path === path);
  if (!found) return { path, values: [], problem: 'Choose an option' };
  try {
    return { path, values: parseValues(found.option, text), problem: null };
  } catch (error) {
    if (!(error instanceof MixwrightError)) throw error;
    return { path, values: [], problem: error.message };
  }
}

export function countRuns(axes: readonly ReadAxis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}
