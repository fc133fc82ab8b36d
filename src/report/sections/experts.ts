/** How the routers spread tokens over the experts: at the end, and on the way there. */
import type { RouterMetric, StepMetric } from '../../shared/run.ts';
import { evenly } from '../curve.ts';
import { formatCount } from '../numbers.ts';
import type { ChartBlock, HeatmapBlock, Point, ReportBlock } from '../report.ts';

type RoutedStep = StepMetric & { readonly routers: readonly RouterMetric[] };

/** Moments shown of a whole run. */
const mostColumns = 30;
/** More experts than these are shown by layer, not one by one. */
const mostRows = 64;
const fairLoad = { value: 1, label: 'balanced' };

/** Empty for a model without routers. */
export function expertBlocks(steps: readonly StepMetric[]): readonly ReportBlock[] {
  const routed = steps.filter((step): step is RoutedStep => step.routers !== undefined && step.routers.length > 0);
  const last = routed.at(-1);
  if (!last) return [];
  return [lastLoad(last), loadOverTime(routed, last), busiestChart(routed), entropyChart(routed, last)];
}

/** Layers that stand at the same place of every record; loads are 1 where balanced. */
function lastLoad({ step, routers }: RoutedStep): HeatmapBlock {
  const experts = Math.max(...routers.map(({ load }) => load.length));
  return {
    type: 'heatmap',
    title: `Load of every expert at step ${formatCount(step)}`,
    rowsAre: 'layer',
    columnsAre: 'expert',
    rows: routers.map(({ layer }) => ({ label: `layer ${layer}` })),
    columns: Array.from({ length: experts }, (_, expert) => ({ label: String(expert) })),
    values: routers.map(({ load }) => load),
    unit: 'number',
    fair: fairLoad,
  };
}

function loadOverTime(routed: readonly RoutedStep[], last: RoutedStep): HeatmapBlock {
  const moments = evenly(routed, mostColumns);
  const rows = last.routers.flatMap(({ layer, load }, router) => load.map((_, expert) => ({ layer, router, expert })));
  const frame = { type: 'heatmap', columnsAre: 'step', columns: moments.map(({ step }) => ({ label: formatCount(step) })), unit: 'number' } as const;
  if (rows.length <= mostRows) {
    return {
      ...frame,
      title: 'Load of every expert over the run, step by step',
      rowsAre: 'expert',
      rows: rows.map(({ layer, expert }) => ({ label: String(expert), group: `layer ${layer}` })),
      values: rows.map(({ router, expert }) => moments.map(({ routers }) => routers[router]?.load[expert] ?? null)),
      fair: fairLoad,
    };
  }
  return {
    ...frame,
    title: 'Load of the busiest expert of every layer, step by step',
    rowsAre: 'layer',
    rows: last.routers.map(({ layer }) => ({ label: `layer ${layer}` })),
    values: last.routers.map((_, router) => moments.map(({ routers }) => busiest(routers[router]))),
    fair: fairLoad,
  };
}

function busiest(router: RouterMetric | undefined): number | null {
  return router ? router.maxViolation + 1 : null;
}

function busiestChart(routed: readonly RoutedStep[]): ChartBlock {
  return {
    type: 'chart',
    title: 'Load of the busiest expert',
    width: 'half',
    x: 'step',
    y: { label: 'times the balanced load', unit: 'number', fromZero: false },
    series: [
      { label: 'mean of layers', points: over(routed, (routers) => mean(routers.map(({ maxViolation }) => maxViolation + 1))) },
      { label: 'worst layer', points: over(routed, (routers) => Math.max(...routers.map(({ maxViolation }) => maxViolation + 1))) },
    ],
    references: [{ value: 1, label: 'balanced' }],
  };
}

function entropyChart(routed: readonly RoutedStep[], { routers: lastRouters }: RoutedStep): ChartBlock {
  const experts = Math.max(...lastRouters.map(({ load }) => load.length));
  return {
    type: 'chart',
    title: 'How undecided the routers are',
    width: 'half',
    x: 'step',
    y: { label: 'entropy in nats', unit: 'number', fromZero: false },
    series: [
      { label: 'mean of layers', points: over(routed, (routers) => mean(routers.map(({ entropy }) => entropy))) },
      { label: 'most decided layer', points: over(routed, (routers) => Math.min(...routers.map(({ entropy }) => entropy))) },
    ],
    references: [{ value: Math.log(experts), label: 'all experts alike' }],
  };
}

function over(routed: readonly RoutedStep[], value: (routers: readonly RouterMetric[]) => number): readonly Point[] {
  return routed.map(({ step, routers }) => ({ x: step, y: value(routers) }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
