/** Where the tokens go: load of every expert by layer, over the run's history, and whether the routers are healthy. */
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { RouterFrames } from '../../../shared/api/runs.ts';
import { ChartGroupProvider, type ChartSeries, Heatmap, LineChart, TimeScrubber, useChartSettings } from '../../charts/index.ts';
import { Columns, EmptyState, Panel, QueryView, Stack, Text } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import type { RunMetrics } from '../../stores/useRunMetrics.ts';
import { loadScale } from './loadScale.ts';

interface ExpertsTabProps {
  readonly id: string;
  /** It still goes on: the history grows. */
  readonly live: boolean;
  readonly metrics: RunMetrics;
}

const frames = 240;

export function ExpertsTab({ id, live, metrics }: ExpertsTabProps): ReactNode {
  const query = useCall('runs.routers', { id, frames }, { everyMs: live ? 5000 : false, keepPrevious: true });
  return (
    <QueryView query={query} waitsFor="Reading the routers' history" failure="The routers' history could not be read">
      {(history) =>
        history === null || history.steps.length === 0 ? (
          <EmptyState icon={IconArrowsSplit2} title={live ? 'No step with a router yet' : 'No experts here'}>
            {live
              ? 'A mixture of experts shows where its tokens go from the first step on.'
              : 'Only a mixture of experts has routers to watch; this run trained a dense model.'}
          </EmptyState>
        ) : (
          <Routers history={history} metrics={metrics} />
        )
      }
    </QueryView>
  );
}

function Routers({ history, metrics: { columns, version } }: { readonly history: RouterFrames; readonly metrics: RunMetrics }): ReactNode {
  // A step, not a place: a history that grows is thinned anew.
  const [chosen, setChosen] = useState<number | null>(null);
  const [settings] = useChartSettings('run');
  const { layers, experts } = history;
  const newest = newerThan(columns.routers(), history);
  const steps = newest ? Float64Array.of(...history.steps, ...newest.steps) : history.steps;
  const last = steps.length - 1;
  const later = chosen === null ? last : steps.findIndex((step) => step >= chosen);
  const index = later === -1 ? last : later;
  const shown = newest && index === last ? newest.load : loadAt(history, index);
  const max = useMemo(() => loadScale(history), [history]);
  const x = columns.column('step') ?? new Float64Array(0);
  const health = (column: string, label: string): ChartSeries[] => {
    const y = columns.column(column);
    return y ? [{ id: column, label, x, y }] : [];
  };
  const common = { version, settings: { ...settings, x: 'step' as const }, height: 160 };
  return (
    <Stack>
      <Panel>
        <Stack>
          <Heatmap
            title="Load by layer and expert"
            controls={
              <TimeScrubber
                steps={steps}
                index={chosen === null ? null : index}
                onChange={(place) => setChosen(place === null ? null : (steps[place] ?? null))}
              />
            }
            values={shown}
            rows={layers}
            columns={experts}
            max={max}
            mark={{ value: 1, label: 'balanced' }}
            unit="× balanced"
          />
          <Text look="soft" size="sm" as="p">
            1 is an even share of the tokens. An expert near 0 learns nothing; one far above 1 does the work of others.
          </Text>
        </Stack>
      </Panel>
      <ChartGroupProvider>
        <Columns min={320} max={3}>
          <Panel>
            <LineChart title="Router entropy" unit="nats" series={health('entropy', 'entropy')} {...common} />
          </Panel>
          <Panel>
            <LineChart title="Largest overload" series={health('maxViolation', 'MaxVio')} {...common} />
          </Panel>
          <Panel>
            <LineChart title="Dead experts" unit="per layer" series={health('deadExperts', 'dead')} smooth={false} {...common} />
          </Panel>
        </Columns>
      </ChartGroupProvider>
    </Stack>
  );
}

/** The newest step comes with the metrics, before the history is asked for again. */
function newerThan(newest: RouterFrames | null, { steps }: RouterFrames): RouterFrames | null {
  return newest && (newest.steps[0] ?? 0) > (steps.at(-1) ?? 0) ? newest : null;
}

function loadAt({ layers, experts, load }: RouterFrames, index: number): Float32Array {
  const cells = layers.length * experts;
  return load.subarray(index * cells, (index + 1) * cells);
}
