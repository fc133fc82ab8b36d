/** Where recipes differ, field by field. */
import type { Recipe } from '../../shared/recipe.ts';

export interface Difference {
  /** A dotted path; methods by id: methods.mixlora.rank. */
  readonly field: string;
  /** By recipe; null where it has no such field. */
  readonly values: unknown[];
}

/** In the order of the fields; equal ones are left out. */
export function recipeDifference(recipes: readonly Recipe[]): Difference[] {
  const flat = recipes.map((recipe) => new Map(flatten('', comparable(recipe))));
  const fields = new Set(flat.flatMap((fieldsOf) => [...fieldsOf.keys()]));
  return [...fields]
    .map((field) => ({ field, values: flat.map((fieldsOf) => fieldsOf.get(field) ?? null) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}

/** Methods are told apart by what they are, not by their place in the list. */
function comparable({ methods, ...recipe }: Recipe): object {
  return { ...recipe, methods: Object.fromEntries(methods.map(({ id, options }) => [id, { used: true, ...options }])) };
}

function flatten(path: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) => flatten(path === '' ? name : `${path}.${name}`, inner));
}
