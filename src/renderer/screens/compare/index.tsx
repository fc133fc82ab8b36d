/** Compare: two to six runs over each other, what differs between them, and their answers to the same prompt. */
import { IconChartLine } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Button, EmptyState, Page, QueryView, Stack } from '../../components/index.ts';
import { newestStep, withNewestStep } from '../../stores/newestStep.ts';
import { useCall } from '../../stores/useCall.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import { useRunMetrics } from '../../stores/useRunMetrics.ts';
import { Curves } from './Curves.tsx';
import { Differences, Outcomes } from './Differences.tsx';
import { SamePrompt } from './SamePrompt.tsx';

const most = 6;

export function CompareScreen(): ReactNode {
  const asked = (useRouteQuery().get('runs') ?? '').split(',').filter((id) => id !== '');
  const query = useCall('runs.list', {});
  return (
    <Page title="Compare runs" back={{ label: 'Runs', to: '/runs' }}>
      <QueryView query={query} waitsFor="Reading the list of runs" failure="The runs could not be listed">
        {(all) => {
          const runs = asked.flatMap((id) => all.filter((run) => run.id === id)).slice(0, most);
          return runs.length < 2 ? (
            <EmptyState icon={IconChartLine} title="Nothing to compare" action={<Button to="/runs">Choose runs</Button>}>
              Select two to six runs in the list, then press Compare.
            </EmptyState>
          ) : (
            <Compared key={runs.map(({ id }) => id).join(',')} runs={runs} />
          );
        }}
      </QueryView>
    </Page>
  );
}

function Compared({ runs }: { readonly runs: readonly RunRow[] }): ReactNode {
  // Hooks cannot be called in a loop of varying length: there are always six, those without a run rest.
  const id = (i: number): string | null => runs[i]?.id ?? null;
  const metrics = [useRunMetrics(id(0)), useRunMetrics(id(1)), useRunMetrics(id(2)), useRunMetrics(id(3)), useRunMetrics(id(4)), useRunMetrics(id(5))];
  const compared = runs.flatMap((row, i) => {
    const own = metrics[i];
    return own ? [{ row: withNewestStep(row, newestStep(own.columns)), metrics: own }] : [];
  });
  return (
    <Stack>
      <Curves runs={compared} />
      <Outcomes runs={compared.map(({ row }) => row)} />
      <Differences runs={runs} />
      <SamePrompt runs={runs} />
    </Stack>
  );
}
