/** What must not change between a checkpoint and its resumption, so that the curve goes on bit for bit. */
import { sha256Hex } from '../data/sha256.ts';
import type { Recipe, TrainingRecipe } from '../shared/recipe.ts';

export interface RunIdentity {
  /** See `recipeIdentity`. */
  readonly recipe: string;
  /** Fingerprints of the base's and the dataset's content. */
  readonly base: string;
  readonly dataset: string;
  /** Choices that decide rounding: executor, library version, CPU variant, threads, … */
  readonly numerics: Readonly<Record<string, string | number | boolean>>;
}

/** Recipe fields that `resume` may change. */
const changeable = ['steps', 'epochs', 'evalEvery', 'checkpointEvery', 'keepCheckpoints', 'earlyStop'] as const satisfies readonly (keyof TrainingRecipe)[];

/**
 * Hash of everything in a resolved recipe that decides the numbers. Paths do not: base and dataset count by their content,
 * the device by its numerics.
 */
export function recipeIdentity({ dataset, methods, training }: Recipe): string {
  const { files: _, evalFiles: __, ...reading } = dataset;
  const fixed = Object.fromEntries(Object.entries(training).filter(([field]) => !(changeable as readonly string[]).includes(field)));
  return sha256Hex(canonicalJson({ reading, methods, training: fixed }));
}

/** What differs, one sentence each; empty when the run can go on exactly. */
export function identityDrift(saved: RunIdentity, now: RunIdentity): readonly string[] {
  const drift: string[] = [];
  if (saved.base !== now.base) drift.push('the base model changed');
  if (saved.dataset !== now.dataset) drift.push('the dataset changed');
  if (saved.recipe !== now.recipe) drift.push('the recipe changed in more than steps, evaluation and checkpoints');
  const { arithmetic: before = uncounted, ...choices } = saved.numerics;
  const { arithmetic: after = uncounted, ...choicesNow } = now.numerics;
  // Each executor counts its own.
  if (choices.executor === choicesNow.executor && before !== after) {
    drift.push(`this version of Mixwright rounds otherwise than the one that began the run (arithmetic ${before} then, ${after} now)`);
  }
  for (const key of new Set([...Object.keys(choices), ...Object.keys(choicesNow)])) {
    if (choices[key] !== choicesNow[key]) drift.push(`${key} was ${choices[key] ?? 'not set'} and is ${choicesNow[key] ?? 'not set'} now`);
  }
  return drift;
}

/** The revision of runs from before revisions were counted (`executors/arithmetic.ts`). */
const uncounted = 1;

/** JSON with sorted keys. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}
