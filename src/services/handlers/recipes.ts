/** Calls of recipes: fields, drafts resolved, plans and timings, and those kept by name. */
import { findTrainingMethod } from '../../methods/index.ts';
import type { ResolvedDraft, recipesApi } from '../../shared/api/recipes.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { draftRecipe } from '../../shared/recipeDraft.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import type { ShortJobs } from '../app/shortJobs.ts';
import { describeMethods, describeRecipeFields } from '../descriptions.ts';
import { type LoadedRecipe, parseRecipe, resolveRecipe } from '../recipes/recipes.ts';
import { listSavedRecipes, removeSavedRecipe, saveRecipe } from '../recipes/savedRecipes.ts';
import { starterRecipe } from '../recipes/starterRecipe.ts';

/** Enough to leave the first, slow one out and to see whether the others agree. */
const timedSteps = 3;

export function recipesHandlers(context: AppContext, jobs: ShortJobs): Handlers<typeof recipesApi> {
  const { services, changes, starter } = context;
  const { data } = services;
  return {
    'methods.list': async () => [...describeMethods()],
    'recipes.fields': async () => describeRecipeFields(),
    async 'recipes.resolve'({ draft }) {
      try {
        const { recipe } = await resolveDraft(context, draft);
        return { ok: true, recipe, defaults: (await resolveDraft(context, bareDraft(recipe))).recipe };
      } catch (error) {
        return { ok: false, problem: problemOf(error) };
      }
    },
    async 'recipes.read'({ text }) {
      const { methods, ...sections } = draftRecipe(parseRecipe(text, 'the recipe'), [], findTrainingMethod);
      const said = Object.entries(sections).filter(([, value]) => value !== undefined && value !== null);
      return { draft: { ...Object.fromEntries(said), methods: [...methods] } };
    },
    async 'recipes.starter'() {
      const draft = await starterRecipe(data, starter);
      changes.announce('models', 'datasets');
      return { draft };
    },
    async 'recipes.plan'({ draft }, { signal }) {
      const { recipe, model } = await resolveDraft(context, draft);
      return jobs.run({ kind: 'plan', recipe, model, cacheDirectory: data.cache }, signal);
    },
    async 'recipes.timing'({ draft }, { signal }) {
      const { recipe, model } = await resolveDraft(context, draft);
      return jobs.run({ kind: 'timing', recipe, model, cacheDirectory: data.cache, steps: timedSteps }, signal);
    },
    'recipes.list': () => listSavedRecipes(data),
    async 'recipes.save'({ name, draft }) {
      const saved = await saveRecipe(data, name, draft);
      changes.announce('recipes');
      return saved;
    },
    async 'recipes.remove'({ id }) {
      await removeSavedRecipe(data, id);
      changes.announce('recipes');
      return {};
    },
  };
}

/** Relative paths belong to the data directory: a draft of a screen has no folder of its own. @param sets assignments of --set. */
export async function resolveDraft(
  { services, settings }: Pick<AppContext, 'services' | 'settings'>,
  draft: Readonly<Record<string, unknown>>,
  sets: readonly string[] = [],
): Promise<LoadedRecipe> {
  const { device } = await settings.get();
  return resolveRecipe(services.data, { device, ...draft }, { sets, folder: services.data.root });
}

/** Nothing said but what it is about. */
function bareDraft({ model, dataset, methods }: Recipe): Record<string, unknown> {
  const { files, evalFiles } = dataset;
  return { model, dataset: { files, evalFiles }, methods: methods.map(({ id }) => ({ id })) };
}

/** What is wrong with a draft is an answer; everything else is a failure. */
function problemOf(error: unknown): Extract<ResolvedDraft, { readonly ok: false }>['problem'] {
  if (!(error instanceof MixwrightError)) throw error;
  const { hint = null, field = null } = error.details;
  return { message: error.message, hint, field };
}
