/** How the model learnt: the loss over the steps, in training and on rows held out, as a whole and by task. */

import type { EvalMetric, ResumedEvent, StepMetric } from '../../shared/run.ts';
import { smooth } from '../curve.ts';
import type { ChartBlock, Point, ReportBlock, Series } from '../report.ts';

export interface LearningRecords {
  readonly steps: readonly StepMetric[];
  readonly evaluations: readonly EvalMetric[];
  readonly resumes: readonly ResumedEvent[];
}

/** Shorter curves are drawn as they are. */
const smoothedFrom = 60;
/** The mean reaches over this share of the curve to both sides. */
const smoothedShare = 1 / 80;

/** More tasks than these make a chart nobody can read. */
const mostTasks = 12;

export function learningBlocks(records: LearningRecords): readonly ReportBlock[] {
  return [lossChart(records), ...taskChart(records), ...auxLossChart(records)];
}

export function lossChart({ steps, evaluations, resumes }: LearningRecords): ChartBlock {
  const held = points(evaluations, ({ loss }) => loss);
  return {
    type: 'chart',
    title: 'Loss',
    width: 'full',
    x: 'step',
    y: { label: 'cross-entropy per token, in nats', unit: 'number', fromZero: false },
    series: [
      series(
        'training',
        points(steps, ({ loss }) => loss),
      ),
      ...(held.length > 0 ? [{ label: 'held-out rows', points: held, markers: true }] : []),
    ],
    marks: resumes.map(({ step }) => ({ x: step, label: 'resumed' })),
  };
}

function taskChart({ evaluations }: LearningRecords): readonly ReportBlock[] {
  const tasks = [...new Set(evaluations.flatMap(({ perTask = {} }) => Object.keys(perTask)))].sort();
  if (tasks.length === 0 || tasks.length > mostTasks) return [];
  const title = 'Loss on held-out rows, by task';
  const loss = ({ perTask }: EvalMetric, task: string): number | undefined => perTask?.[task]?.loss;
  const [only] = evaluations;
  if (only && evaluations.length === 1) {
    const groups = tasks.map((task) => ({ label: taskName(task), values: [loss(only, task) ?? 0] }));
    return [{ type: 'bars', title, unit: 'number', series: [`step ${only.step}`], groups }];
  }
  return [
    {
      type: 'chart',
      title,
      width: 'full',
      x: 'step',
      y: { label: 'cross-entropy per token, in nats', unit: 'number', fromZero: false },
      series: tasks.map((task) => ({ label: taskName(task), points: points(evaluations, (record) => loss(record, task)), markers: true })),
    },
  ];
}

/** Rows may lack the field that names their task. */
export function taskName(task: string): string {
  return task === '' ? 'without a task' : task;
}

function auxLossChart({ steps }: LearningRecords): readonly ChartBlock[] {
  const methods = [...new Set(steps.flatMap(({ auxLoss = {} }) => Object.keys(auxLoss)))];
  return methods.map((method) => ({
    type: 'chart',
    title: `Auxiliary loss of ${method}`,
    width: methods.length === 1 ? 'full' : 'half',
    x: 'step',
    y: { label: 'before its coefficient', unit: 'number', fromZero: false },
    series: [
      series(
        method,
        points(steps, ({ auxLoss }) => auxLoss?.[method]),
      ),
    ],
  }));
}

/** A curve, smoothed over its faint own self where it is long enough to need it. */
export function series(label: string, values: readonly Point[]): Series {
  if (values.length < smoothedFrom) return { label, points: values };
  return { label, points: smooth(values, Math.ceil(values.length * smoothedShare)), behind: values };
}

/** JSON writes what is not finite as null; both become gaps. */
export function points<T extends { readonly step: number }>(records: readonly T[], value: (record: T) => number | null | undefined): readonly Point[] {
  return records.map((record) => {
    const y = value(record);
    return { x: record.step, y: typeof y === 'number' && Number.isFinite(y) ? y : null };
  });
}
