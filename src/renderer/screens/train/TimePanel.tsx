/** How long it will take: measured by real steps of this recipe, when asked. */

import { IconPlayerStop, IconStopwatch } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { JobResults } from '../../../shared/jobs.ts';
import type { TrainingRecipe } from '../../../shared/recipe.ts';
import { Button, ErrorState, Panel, Stat, StatRow, Text, Waiting } from '../../components/index.ts';
import { formatDuration, formatPlural, formatRate, formatRemaining, formatWhole } from '../../format/index.ts';
import { useActiveRun } from '../../stores/useActiveRun.ts';
import { useCall } from '../../stores/useCall.ts';
import { estimateTime } from './timeEstimate.ts';

interface TimePanelProps {
  readonly recipe: Record<string, unknown>;
  readonly training: TrainingRecipe;
  /** Why nothing can be measured; null: it can. */
  readonly refusal: string | null;
}

export function TimePanel({ recipe, training, refusal }: TimePanelProps): ReactNode {
  const queries = useQueryClient();
  const active = useActiveRun();
  const key = JSON.stringify(recipe);
  const [asked, setAsked] = useState<string | null>(null);
  const timing = useCall('recipes.timing', { draft: recipe }, { enabled: asked === key });
  const measure = (): void => {
    setAsked(key);
    // A measurement that failed is kept like an answer: it has to be taken anew.
    if (timing.error) void timing.refetch();
  };
  const cancel = (): void => {
    setAsked(null);
    void queries.cancelQueries({ queryKey: ['recipes.timing', { draft: recipe }] });
  };
  return (
    <Panel
      title="Time"
      actions={
        timing.isFetching ? (
          <Button icon={IconPlayerStop} onClick={cancel}>
            Cancel
          </Button>
        ) : timing.data ? null : (
          <Button
            icon={IconStopwatch}
            onClick={measure}
            refusal={refusal ?? (active ? `${active.name} has the cores: a measurement now would say too much` : null)}
            testId="measure-time"
          >
            Measure
          </Button>
        )
      }
    >
      {timing.isFetching ? (
        <Waiting what="Loading the model and running real steps on your data" />
      ) : timing.data ? (
        <Measured timing={timing.data} evalEvery={training.evalEvery} />
      ) : timing.error ? (
        <ErrorState title="The time could not be measured" error={timing.error} />
      ) : (
        <Text look="soft">Runs a few real steps of this recipe on your data and throws them away. It can be cancelled, and nothing is kept.</Text>
      )}
    </Panel>
  );
}

function Measured({ timing, evalEvery }: { readonly timing: JobResults['timing']; readonly evalEvery: number }): ReactNode {
  const { trainingSeconds, evaluationSeconds, evaluations } = estimateTime(timing, evalEvery);
  const { secondsPerStep, tokensPerStep, preparedSteps } = timing;
  return (
    <StatRow>
      <Stat label="About" value={formatRemaining(trainingSeconds + evaluationSeconds)} hint="Steps and evaluations; saving checkpoints comes on top." />
      <Stat label="Steps" value={formatWhole(preparedSteps)} detail={`${formatDuration(secondsPerStep)} each`} />
      <Stat label="Speed" value={formatRate(tokensPerStep / secondsPerStep, 'tokens')} detail={`${formatPlural(tokensPerStep, 'token')} a step`} />
      <Stat label="Evaluations" value={formatWhole(evaluations)} detail={timing.evalSeconds === null ? 'none' : `${formatDuration(timing.evalSeconds)} each`} />
    </StatRow>
  );
}
