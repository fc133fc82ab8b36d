/** Before it starts: what is trained, whether it fits, how long it takes; then one run or a grid of them. */
import { useSessionStorage } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { DescribedMethod } from '../../../shared/api/models.ts';
import type { ResolvedDraft } from '../../../shared/api/recipes.ts';
import { Panel, Stack, showUndo } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { changeWords } from './changeWords.ts';
import { recipeOf, type TrainDraft, withSets } from './draft.ts';
import { MemoryPanel } from './MemoryPanel.tsx';
import { RecipePanel } from './RecipePanel.tsx';
import { errorOfProblem, isRefused, Refusal } from './Refusal.tsx';
import { StartPanel } from './StartPanel.tsx';
import { SweepPanel } from './SweepPanel.tsx';
import type { Lack } from './steps.ts';
import { type RecipeFields, readAxis, type SweepAxis, sweepOptions } from './sweep.ts';
import { TimePanel } from './TimePanel.tsx';
import { TrainableSet, TrainableSetToCome } from './TrainableSet.tsx';

interface ReviewStepProps {
  readonly draft: TrainDraft;
  readonly onChange: (draft: TrainDraft) => void;
  readonly name: string;
  readonly onName: (name: string) => void;
  /** What the run would be called if it got no name. */
  readonly suggestedName: string;
  readonly resolved: ResolvedDraft | undefined;
  readonly methods: readonly DescribedMethod[];
  readonly fields: RecipeFields;
  /** What a step still lacks; null: nothing. */
  readonly lacks: Lack | null;
}

export function ReviewStep({ draft, onChange, name, onName, suggestedName, resolved, methods, fields, lacks }: ReviewStepProps): ReactNode {
  const [axes, setAxes] = useSessionStorage<readonly SweepAxis[]>({ key: 'mixwright.train.sweep', defaultValue: [], getInitialValueInEffect: false });
  const recipe = recipeOf(draft);
  const ready = lacks === null && resolved?.ok === true;
  const plan = useCall('recipes.plan', { draft: recipe }, { enabled: ready, keepPrevious: true, retryStopped: true });
  const options = sweepOptions(fields, methods, draft);
  const grid = axes.map((axis) => readAxis(axis, options));
  const refused = isRefused(plan.error);
  const tooLarge = !plan.error && plan.data?.fits === false && !plan.isPlaceholderData;
  const refusal =
    lacks?.reason ??
    (resolved === undefined ? 'Reading the recipe' : null) ??
    (resolved?.ok === false ? resolved.problem.message : null) ??
    (refused ? 'It cannot be trained like this: see Memory' : null) ??
    (tooLarge ? 'It does not fit: choose a way out under Memory' : null) ??
    grid.find(({ problem }) => problem !== null)?.problem ??
    null;
  const begun = (): void => {
    onName('');
    setAxes([]);
  };
  const apply = (sets: readonly string[]): void => {
    onChange(withSets(draft, sets, methods));
    showUndo({ message: `Changed: ${changeWords(sets)}`, undo: () => onChange(draft) });
  };
  return (
    <Stack>
      <StartPanel recipe={recipe} name={name} onName={onName} onBegun={begun} suggestedName={suggestedName} grid={grid} refusal={refusal} lacks={lacks} />
      {resolved?.ok === false ? (
        <Panel>
          <Refusal title="The recipe is not complete" error={errorOfProblem(resolved.problem)} draft={draft} />
        </Panel>
      ) : null}
      {ready ? (
        <>
          <MemoryPanel plan={plan} draft={draft} onApply={apply} />
          <TimePanel recipe={recipe} training={resolved.recipe.training} refusal={refused || tooLarge ? 'It cannot run like this: see Memory' : null} />
          {plan.data ? <TrainableSet plan={plan.data} /> : plan.error ? null : <TrainableSetToCome />}
        </>
      ) : null}
      <SweepPanel axes={axes} read={grid} options={options} onChange={setAxes} />
      <RecipePanel name={name || suggestedName} recipe={recipe} resolved={resolved?.ok ? resolved.recipe : null} />
    </Stack>
  );
}
