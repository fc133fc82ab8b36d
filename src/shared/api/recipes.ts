/** Recipes: the fields they have, drafts resolved and checked, what one would take, and those kept by name. */
import { z } from 'zod';
import type { JobResults, PlanReport } from '../jobs.ts';
import type { Recipe } from '../recipe.ts';
import { call } from '../rpc/contract.ts';
import type { DescribedMethod, DescribedOption } from './models.ts';
import { id, made, nothing, time } from './plain.ts';

/** A recipe as a form or a file has it: our names or those of transformers, TRL, PEFT; what is absent takes its default. */
export const recipeDraft = z.record(z.string(), z.unknown());

export const resolvedDraft = z.discriminatedUnion('ok', [
  /** `recipe`: every default written out. `defaults`: what the same draft would hold if nothing but model, dataset and methods were said. */
  z.object({ ok: z.literal(true), recipe: made<Recipe>(), defaults: made<Recipe>() }),
  z.object({ ok: z.literal(false), problem: z.object({ message: z.string(), hint: z.string().nullable(), field: z.string().nullable() }) }),
]);

export type RecipeField = DescribedOption & {
  /** It may be left out of the draft, and is unless said otherwise; then this holds. The default is what a form begins with when it is switched on. */
  readonly empty?: string;
  /** Only one of the two may be said. */
  readonly excludes?: string;
};

export const savedRecipe = z.object({ id, name: z.string(), savedAt: time, recipe: recipeDraft });

export const recipesApi = {
  'methods.list': call(nothing, z.array(made<DescribedMethod>())),
  /** Names with a dot are fields of a field: earlyStop.patience stands in the draft as training: {earlyStop: {patience}}. */
  'recipes.fields': call(
    nothing,
    z.object({ training: z.array(made<RecipeField>()), dataset: z.array(made<RecipeField>()), samples: z.array(made<RecipeField>()) }),
  ),
  'recipes.resolve': call(z.object({ draft: recipeDraft }), resolvedDraft),
  /** A recipe file's text, aliases and all, as a draft in our names. */
  'recipes.read': call(z.object({ text: z.string().max(1_000_000) }), z.object({ draft: recipeDraft })),
  /** The first run in one click: the starter model and its sample data. */
  'recipes.starter': call(nothing, z.object({ draft: recipeDraft })),
  'recipes.plan': call(z.object({ draft: recipeDraft }), made<PlanReport>()),
  /** Runs a few real steps and tells how long the whole will take. */
  'recipes.timing': call(z.object({ draft: recipeDraft }), made<JobResults['timing']>()),
  'recipes.list': call(nothing, z.array(savedRecipe)),
  'recipes.save': call(z.object({ name: z.string().min(1).max(200), draft: recipeDraft }), savedRecipe),
  'recipes.remove': call(z.object({ id }), nothing),
};

export type ResolvedDraft = z.infer<typeof resolvedDraft>;
export type SavedRecipe = z.infer<typeof savedRecipe>;
