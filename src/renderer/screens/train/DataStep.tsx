/** What it learns from: one or several datasets, their split, and the length that rows are cut to. */
import type { ReactNode } from 'react';
import type { RecipeField } from '../../../shared/api/recipes.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { Panel, Stack } from '../../components/index.ts';
import { DatasetChoice } from './DatasetChoice.tsx';
import { filesOf } from './datasetSection.ts';
import type { TrainDraft } from './draft.ts';
import { Lengths } from './Lengths.tsx';
import { type DraftProblem, errorOf, errorsUnder } from './problem.ts';
import { RecipeForm } from './RecipeForm.tsx';
import { useProblemCounts } from './useProblemCounts.ts';

interface DataStepProps {
  readonly draft: TrainDraft;
  readonly fields: { readonly dataset: readonly RecipeField[]; readonly sequenceLength: RecipeField | undefined };
  readonly defaults: Recipe | null;
  /** Both sections may change at once: a dataset brings its sequence length along. */
  readonly onChange: (change: Partial<Pick<TrainDraft, 'dataset' | 'training'>>) => void;
  readonly onProblems: (count: number) => void;
  readonly problem: DraftProblem | null;
}

export function DataStep({ draft, fields, defaults, onChange, onProblems, problem }: DataStepProps): ReactNode {
  const { dataset } = draft;
  const count = useProblemCounts(onProblems);
  const ownEvaluation = filesOf(dataset.evalFiles).length > 0;
  return (
    <Stack>
      <DatasetChoice draft={draft} onChange={onChange} error={errorOf(problem, 'dataset.files')} />
      {filesOf(dataset.files).length === 0 ? null : (
        <>
          <Panel title="Rows">
            <RecipeForm
              fields={fields.dataset}
              section={dataset}
              onChange={(section: Section) => onChange({ dataset: section })}
              defaults={defaults?.dataset}
              onProblems={(problems) => count('rows', problems)}
              errors={errorsUnder(problem, 'dataset')}
              refusals={ownEvaluation ? { evalShare: 'It is evaluated on a dataset of its own' } : {}}
            />
          </Panel>
          {fields.sequenceLength ? (
            <Lengths
              field={fields.sequenceLength}
              draft={draft}
              usual={defaults?.training.sequenceLength}
              onChange={(section: Section) => onChange({ training: section })}
              onProblems={(problems) => count('length', problems)}
              error={errorOf(problem, 'training.sequenceLength')}
            />
          ) : null}
        </>
      )}
    </Stack>
  );
}
