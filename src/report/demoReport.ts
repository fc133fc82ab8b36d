/** The report of the demo: the main job once through, what it gained, what was proven, and how small it is. */
import type { ExportResult, JobResults } from '../shared/jobs.ts';
import type { Recipe } from '../shared/recipe.ts';
import type { EvalMetric, StepMetric } from '../shared/run.ts';
import { formatBytes, formatCount, formatDuration, formatPercent, formatPoints, formatShortCount } from './numbers.ts';
import type { Figure, Report, ReportBlock, ReportSection } from './report.ts';
import { limits } from './sections/demoLimits.ts';
import { answersSection, type DemoTask, gainOf } from './sections/demoTasks.ts';
import { type Conversion, exportBlock, receiptBlock, verificationBlocks } from './sections/exchange.ts';
import { expertBlocks } from './sections/experts.ts';
import { lossChart } from './sections/learning.ts';
import { mean } from './sections/mean.ts';
import { count, parameters, proofBlocks, type RunProofs, tensorTables } from './sections/proofs.ts';
import { recipeBlocks } from './sections/recipe.ts';
import { type ExpertLoad, taskLoadBlocks } from './sections/taskLoad.ts';

export interface DemoReportInput {
  readonly base: { readonly name: string; readonly parameters: number };
  readonly conversion: Conversion;
  readonly training: {
    readonly recipe: Recipe;
    /** Rows of the sample data set. */
    readonly rows: number;
    /** At least one. */
    readonly steps: readonly StepMetric[];
    readonly evaluations: readonly EvalMetric[];
    readonly proofs: RunProofs;
  };
  /** At least one. */
  readonly tasks: readonly DemoTask[];
  /** What the mean share of exact answers must gain, 0..1. */
  readonly requiredGain: number;
  /** Of the trained model on held-out rows. */
  readonly expertLoad: ExpertLoad;
  readonly exported: { readonly result: ExportResult; readonly verification: JobResults['verify'] };
  /** Parts of the demo in their order. */
  readonly timings: readonly { readonly label: string; readonly seconds: number }[];
  /** The machine, in words. */
  readonly machine: string;
}

export function demoReport(input: DemoReportInput): Report {
  const { training, conversion, exported, tasks, timings, machine } = input;
  return {
    kind: 'Mixwright demo',
    title: 'A small language model becomes a mixture of experts',
    summary: summary(input),
    sections: [
      { title: 'At a glance', blocks: [{ type: 'figures', figures: figures(input) }] },
      { title: 'What was done', blocks: [{ type: 'text', style: 'steps', items: story(input) }] },
      answersSection(tasks, input.requiredGain),
      { title: 'Learning', blocks: [lossChart({ steps: training.steps, evaluations: training.evaluations, resumes: [] })] },
      ...expertSection([...taskLoadBlocks(input.expertLoad), ...expertBlocks(training.steps)]),
      {
        title: 'Proofs',
        lead: 'Claims that were checked while the demo ran, each with what the check found.',
        blocks: [
          receiptBlock(conversion),
          ...proofBlocks(training.proofs),
          exportBlock(exported.result),
          ...verificationBlocks(exported.verification),
          ...tensorTables(training.proofs),
        ],
      },
      { title: 'Where the time went', lead: `On ${machine}.`, blocks: [timingBars(timings)] },
      { title: 'What is small about this', blocks: [{ type: 'text', style: 'list', items: smallness(input) }] },
      { title: 'Recipe', blocks: recipeBlocks(training.recipe) },
    ],
  };
}

function summary({ tasks, base }: DemoReportInput): string {
  const [before, after] = [mean(tasks.map((task) => task.before)), mean(tasks.map((task) => task.after))];
  return `The trained model answers ${formatPercent(after)} of held-out questions exactly as asked; ${base.name} alone answered ${formatPercent(before)}. Everything ran on this machine, from the dense checkpoint to the exported mixture of experts.`;
}

function figures({ training, tasks, timings, exported }: DemoReportInput): readonly Figure[] {
  const { trainableSet } = training.proofs;
  const { files, proof } = exported.result;
  return [
    {
      label: 'Exact answers',
      value: formatPercent(mean(tasks.map(({ after }) => after))),
      note: `${formatPoints(gainOf(tasks))}, mean of ${count(tasks.length, 'task')}`,
    },
    { label: 'Questions', value: formatCount(heldOut(tasks)), note: 'held out from training' },
    ...(trainableSet ? [{ label: 'Trained', value: formatShortCount(parameters(trainableSet.trainable)), note: 'parameters' }] : []),
    { label: 'Training steps', value: formatCount(training.steps.length), note: `${formatShortCount(tokensOf(training))} tokens` },
    { label: 'Whole demo', value: formatDuration(timings.reduce((sum, { seconds }) => sum + seconds, 0)) },
    {
      label: 'Exported',
      value: formatBytes(files.reduce((sum, { bytes }) => sum + bytes, 0)),
      note: proof.ok ? 'read back and compared' : 'not what was trained',
    },
  ];
}

function story({ base, conversion, training, tasks, exported }: DemoReportInput): readonly string[] {
  const { method, experts, topK, parameters: size } = conversion;
  const mixture = training.recipe.methods[0]?.id ?? 'full fine-tuning';
  return [
    `Took ${base.name}, a dense model of ${formatShortCount(base.parameters)} parameters.`,
    `Converted it by ${method} to a mixture of ${experts} experts, ${topK} at work for each token: ${formatShortCount(size.total)} parameters, ${formatShortCount(size.active)} of them active. This shows a conversion with its receipt; the training starts from the dense model.`,
    `Asked the dense model ${formatCount(heldOut(tasks))} held-out questions of ${count(tasks.length, 'task')}, whose form of answer it had never seen.`,
    `Trained ${mixture} for ${count(training.steps.length, 'step')} on ${formatCount(training.rows)} sample rows, then asked the same questions again.`,
    `Merged what was learnt into a standard mixture of experts, wrote it in the Hugging Face format (${count(exported.result.files.length, 'file')}), read it back and compared.`,
  ];
}

function expertSection(blocks: readonly ReportBlock[]): readonly ReportSection[] {
  if (blocks.length === 0) return [];
  return [
    { title: 'Which expert took which task', lead: 'Nobody told the routers that there are tasks. Do they send different tasks to different experts?', blocks },
  ];
}

function timingBars(timings: DemoReportInput['timings']): ReportBlock {
  const groups = timings.map(({ label, seconds }) => ({ label, values: [seconds] }));
  return { type: 'bars', title: 'Time by part', unit: 'seconds', series: ['time'], groups };
}

function smallness({ base, training, tasks }: DemoReportInput): readonly string[] {
  return limits({
    modelParameters: base.parameters,
    rows: training.rows,
    steps: training.steps.length,
    tokens: tokensOf(training),
    fewestRows: Math.min(...tasks.map(({ rows }) => rows)),
    seed: training.recipe.training.seed,
  });
}

function heldOut(tasks: readonly DemoTask[]): number {
  return tasks.reduce((sum, { rows }) => sum + rows, 0);
}

function tokensOf({ steps }: DemoReportInput['training']): number {
  return steps.at(-1)?.totalTokens ?? 0;
}
