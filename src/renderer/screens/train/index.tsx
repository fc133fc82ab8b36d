/** Train: from a model, a method and data to a run, with its proofs before it starts. */
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import { Page, QueryView, showUndo } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import { DataStep } from './DataStep.tsx';
import { filesOf } from './datasetSection.ts';
import { isEmpty, recipeOf, type TrainDraft } from './draft.ts';
import { sequenceLengthField } from './fieldGroups.ts';
import { MethodStep } from './MethodStep.tsx';
import { ModelStep } from './ModelStep.tsx';
import { ParametersStep } from './ParametersStep.tsx';
import { isPreload, Preload } from './Preload.tsx';
import { errorOf } from './problem.ts';
import { RecipeMenu } from './RecipeMenu.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { StepFooter } from './StepFooter.tsx';
import { StepRail } from './StepRail.tsx';
import { firstLack, firstOpenStep, lacking, type Step, steps } from './steps.ts';
import { summariesOf } from './summaries.ts';
import classes from './Train.module.css';
import { useDraft } from './useDraft.ts';

export function TrainScreen(): ReactNode {
  const query = useRouteQuery();
  const [, navigate] = useLocation();
  const asked = useParams<{ readonly step?: string }>().step;
  const [{ draft, name }, setDraft] = useDraft();
  const fields = useCall('recipes.fields', {});
  const methods = useCall('methods.list', {});
  const replace = (next: TrainDraft, called: string, what: string): void => {
    setDraft({ draft: next, name: called });
    if (!isEmpty(draft)) showUndo({ message: what, undo: () => setDraft({ draft, name }) });
    navigate(`/train/${firstOpenStep(next)}`, { replace: true });
  };
  const step = steps.find((each) => each === asked) ?? null;
  return (
    <Page
      title="Train"
      subtitle="From a model, a method and data to a run, with its proofs before it starts."
      actions={<RecipeMenu onReplace={replace} empty={isEmpty(draft)} />}
    >
      {isPreload(query) ? (
        <Preload
          key={query.toString()}
          query={query}
          before={draft}
          onLoaded={(loaded) => {
            if (loaded.replaced !== null) return replace(loaded.draft, loaded.name, `${loaded.replaced} is loaded`);
            setDraft({ draft: loaded.draft, name });
            navigate(`/train/${firstOpenStep(loaded.draft)}`, { replace: true });
          }}
          onGiveUp={() => navigate('/train', { replace: true })}
        />
      ) : step === null ? (
        <Redirect to={`/train/${firstOpenStep(draft)}`} replace />
      ) : (
        <QueryView query={fields} waitsFor="Reading what a recipe can say">
          {(known) => (
            <QueryView query={methods} waitsFor="Reading the list of methods">
              {(listed) => (
                <Steps
                  step={step}
                  draft={draft}
                  onDraft={(change) => setDraft((before) => ({ ...before, draft: change(before.draft) }))}
                  name={name}
                  onName={(next) => setDraft((before) => ({ ...before, name: next }))}
                  fields={known}
                  methods={listed}
                />
              )}
            </QueryView>
          )}
        </QueryView>
      )}
    </Page>
  );
}

interface StepsProps {
  readonly step: Step;
  readonly draft: TrainDraft;
  readonly onDraft: (change: (before: TrainDraft) => TrainDraft) => void;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly fields: NonNullable<ReturnType<typeof useCall<'recipes.fields'>>['data']>;
  readonly methods: NonNullable<ReturnType<typeof useCall<'methods.list'>>['data']>;
}

function Steps({ step, draft, onDraft, name, onName, fields, methods }: StepsProps): ReactNode {
  const [settled] = useDebouncedValue(draft, 200);
  const resolvable = settled.model !== null && filesOf(settled.dataset.files).length > 0;
  const resolution = useCall('recipes.resolve', { draft: recipeOf(settled) }, { enabled: resolvable, keepPrevious: true });
  const choices = useCall('models.choices', {}).data ?? [];
  const datasets = useCall('datasets.list', {}).data ?? [];
  // Fields that hold no value are on the shown step alone: leaving it puts their last values back.
  const [problems, setProblems] = useState<{ readonly step: Step; readonly count: number }>({ step, count: 0 });
  const invalid = problems.step === step ? problems.count : 0;
  const note = (count: number): void => setProblems({ step, count });

  const body = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is read from its beginning
  useEffect(() => {
    body.current?.closest('main')?.scrollTo({ top: 0 });
  }, [step]);

  const resolved = resolvable ? resolution.data : undefined;
  const defaults = resolved?.ok ? resolved.defaults : null;
  const problem = resolved?.ok === false ? resolved.problem : null;
  const change = (part: Partial<TrainDraft>): void => onDraft((before) => ({ ...before, ...part }));
  const lacks = firstLack(draft);
  const words = summariesOf(draft, { choices, methods, datasets, recipe: lacks === null && resolved?.ok ? resolved.recipe : null });
  const content: Readonly<Record<Step, () => ReactNode>> = {
    model: () => <ModelStep model={draft.model} onChange={(model) => change({ model })} problem={errorOf(problem, 'model')} />,
    method: () => <MethodStep methods={draft.methods} onChange={(uses) => change({ methods: uses })} onProblems={note} problem={problem} />,
    data: () => (
      <DataStep
        draft={draft}
        fields={{ dataset: fields.dataset, sequenceLength: fields.training.find((field) => field.name === sequenceLengthField) }}
        defaults={defaults}
        onChange={change}
        onProblems={note}
        problem={problem}
      />
    ),
    parameters: () => <ParametersStep draft={draft} fields={fields} defaults={defaults} onChange={change} onProblems={note} problem={problem} />,
    review: () => (
      <ReviewStep
        draft={draft}
        onChange={(next) => onDraft(() => next)}
        name={name}
        onName={onName}
        suggestedName={words.name}
        resolved={resolved}
        methods={methods}
        fields={fields}
        lacks={lacks}
      />
    ),
  };
  return (
    <div className={classes.layout}>
      <div className={classes.rail}>
        <StepRail
          current={step}
          summaries={words.steps}
          done={(each) => (each === 'review' || each === 'parameters' ? lacks === null : lacking(draft, each) === null)}
        />
      </div>
      <div className={classes.body} ref={body}>
        {/* Another step is another form. */}
        <div key={step} className={classes.content}>
          {content[step]()}
        </div>
        <StepFooter step={step} refusal={invalid > 0 ? 'A field holds no value' : lacking(draft, step)} />
      </div>
    </div>
  );
}
