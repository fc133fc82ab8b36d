/** Which expert took which task: the shares of a task's tokens that went to each expert, side by side. */
import type { JobResults } from '../../shared/jobs.ts';
import { formatPercent } from '../numbers.ts';
import type { HeatmapBlock, ReportBlock } from '../report.ts';
import { taskName } from './learning.ts';

/** By task, then layer: shares by expert that sum to 1. */
export type ExpertLoad = NonNullable<JobResults['evaluate']['expertLoad']>;

/** Wider maps would not be readable; further layers stand in a map of their own. */
const mostColumns = 32;

/** Empty for a model without experts. */
export function taskLoadBlocks(expertLoad: ExpertLoad): readonly ReportBlock[] {
  const tasks = Object.keys(expertLoad).sort();
  const layers = (expertLoad[tasks[0] ?? ''] ?? []).map(({ layer, load }) => ({ layer, experts: load.length }));
  const experts = Math.max(0, ...layers.map((layer) => layer.experts));
  if (experts === 0) return [];
  const perMap = Math.max(1, Math.floor(mostColumns / experts));
  const maps = Array.from({ length: Math.ceil(layers.length / perMap) }, (_, i) => i * perMap);
  return [...maps.map((from) => taskMap(expertLoad, tasks, layers.slice(from, from + perMap))), ...(tasks.length > 1 ? [contrast(expertLoad, tasks)] : [])];
}

function taskMap(expertLoad: ExpertLoad, tasks: readonly string[], layers: readonly { readonly layer: number; readonly experts: number }[]): HeatmapBlock {
  const columns = layers.flatMap(({ layer, experts }) => Array.from({ length: experts }, (_, expert) => ({ layer, expert })));
  return {
    type: 'heatmap',
    title: 'Share of each task that each expert took, in percent',
    rowsAre: 'task',
    columnsAre: 'expert',
    rows: tasks.map((task) => ({ label: taskName(task) })),
    columns: columns.map(({ layer, expert }) => ({ label: String(expert), group: `Layer ${layer}` })),
    values: tasks.map((task) => columns.map(({ layer, expert }) => loadOf(expertLoad, task, layer)[expert] ?? null)),
    unit: 'percent',
    fair: { value: 1 / Math.max(...layers.map(({ experts }) => experts)), label: 'even share' },
  };
}

interface Pair {
  readonly layer: number;
  readonly tasks: readonly [string, string];
  /** Total variation distance: the share of tokens that would have to go elsewhere for the two to be alike. */
  readonly distance: number;
}

/** The two tasks that the routers tell apart best, in words. */
function contrast(expertLoad: ExpertLoad, tasks: readonly string[]): ReportBlock {
  const layers = (expertLoad[tasks[0] as string] ?? []).map(({ layer }) => layer);
  const pairs = layers.flatMap((layer) =>
    tasks.flatMap((first, i) =>
      tasks.slice(i + 1).map((second): Pair => ({ layer, tasks: [first, second], distance: distance(expertLoad, { layer, tasks: [first, second] }) })),
    ),
  );
  const { layer, tasks: apart, distance: share } = pairs.reduce((best, pair) => (pair.distance > best.distance ? pair : best));
  const [first, second] = apart.map(taskName);
  const mean = pairs.reduce((sum, pair) => sum + pair.distance, 0) / pairs.length;
  const text = `The routers tell ${first} and ${second} apart best, in layer ${layer}: ${formatPercent(share)} of the tokens of one would have to go to other experts to be spread like the other's. Over all pairs of tasks and all layers the mean is ${formatPercent(mean)}; ${formatPercent(0)} would mean that the experts do not divide the work by task at all.`;
  return { type: 'text', style: 'paragraphs', items: [text] };
}

function distance(expertLoad: ExpertLoad, { layer, tasks }: Pick<Pair, 'layer' | 'tasks'>): number {
  const [first, second] = [loadOf(expertLoad, tasks[0], layer), loadOf(expertLoad, tasks[1], layer)];
  return first.reduce((sum, share, expert) => sum + Math.abs(share - (second[expert] ?? 0)), 0) / 2;
}

function loadOf(expertLoad: ExpertLoad, task: string, layer: number): readonly number[] {
  return expertLoad[task]?.find((entry) => entry.layer === layer)?.load ?? [];
}
