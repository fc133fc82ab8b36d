/** Recipes from elsewhere as drafts: a run's, a saved one, a file's text. */
import type { Api } from '../../../shared/api.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import type { Client } from '../../../shared/rpc/contract.ts';
import { draftOf, type TrainDraft, withoutDefaults } from './draft.ts';

/**
 * What differs from the defaults; a recipe that does not resolve as it is (its model has gone) as it was written.
 * @throws MixwrightError for what is no recipe.
 */
export async function draftOfRecipe(client: Client<Api>, raw: Section, signal?: AbortSignal): Promise<TrainDraft> {
  const options = signal ? { signal } : {};
  const resolved = await client.call('recipes.resolve', { draft: raw }, options);
  if (resolved.ok) return withoutDefaults(resolved.recipe, resolved.defaults);
  return draftOf((await client.call('recipes.read', { text: JSON.stringify(raw) }, options)).draft);
}

/** @throws MixwrightError BAD_RECIPE for text that is no recipe. */
export async function draftOfText(client: Client<Api>, text: string): Promise<TrainDraft> {
  return draftOfRecipe(client, (await client.call('recipes.read', { text })).draft);
}
