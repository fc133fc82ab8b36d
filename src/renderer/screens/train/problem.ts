/** What the services say is wrong with a draft, taken to the form it belongs to. */
import type { ResolvedDraft } from '../../../shared/api/recipes.ts';

export type DraftProblem = Extract<ResolvedDraft, { readonly ok: false }>['problem'];

/** By field, for the form of one section (training, dataset, a method's id); {} where the problem lies elsewhere. */
export function errorsUnder(problem: DraftProblem | null, section: string): Readonly<Record<string, string>> {
  const prefix = `${section}.`;
  return problem?.field?.startsWith(prefix) ? { [problem.field.slice(prefix.length)]: problem.message } : {};
}

/** The message where it is about this very field. */
export function errorOf(problem: DraftProblem | null, field: string): string | null {
  return problem?.field === field ? problem.message : null;
}
