/** The draft in few words: one line for each step, and a name for the run. */
import type { DatasetSummary } from '../../../shared/api/datasets.ts';
import type { DescribedMethod, ModelChoice } from '../../../shared/api/models.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { optionText } from '../../components/options/optionText.ts';
import { formatPlural } from '../../format/index.ts';
import { findModelChoice } from '../../stores/useModelChoice.ts';
import { chosenData } from './datasetSection.ts';
import type { TrainDraft } from './draft.ts';
import type { Step } from './steps.ts';

export interface KnownThings {
  readonly choices: readonly ModelChoice[];
  readonly methods: readonly Pick<DescribedMethod, 'id' | 'name'>[];
  readonly datasets: readonly Pick<DatasetSummary, 'id' | 'name' | 'files'>[];
  /** With every default; null: it does not resolve yet. */
  readonly recipe: Recipe | null;
}

export interface Summaries {
  /** null: nothing chosen yet. */
  readonly steps: Readonly<Record<Step, string | null>>;
  readonly name: string;
}

export function summariesOf(draft: TrainDraft, { choices, methods, datasets, recipe }: KnownThings): Summaries {
  const model = draft.model === null ? null : (findModelChoice(choices, draft.model)?.name ?? lastPart(draft.model));
  const uses = draft.methods.map(({ id }) => methods.find((method) => method.id === id)?.name ?? id);
  const { ids, loose } = chosenData(draft.dataset, datasets);
  const data = [...ids.map((id) => datasets.find((dataset) => dataset.id === id)?.name ?? id), ...loose.map(lastPart)];
  return {
    steps: {
      model,
      method: uses.length === 0 ? null : uses.join(' + '),
      data: data.length === 0 ? null : data.join(', '),
      parameters: recipe ? lengthOf(recipe) : 'with the defaults',
      review: 'proofs, then start',
    },
    name: [model, uses[0]].filter((part) => part !== null && part !== undefined).join(' ') || 'Run',
  };
}

function lengthOf({ training: { steps, epochs, learningRate } }: Recipe): string {
  const length = steps === null ? formatPlural(epochs ?? 1, 'epoch') : formatPlural(steps, 'step');
  return `${length}, rate ${optionText(learningRate)}`;
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}
