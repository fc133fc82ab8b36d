/** The report of one run: from its records to what it says. */
import type { Recipe } from '../shared/recipe.ts';
import type { EvalMetric, NoteEvent, ResumedEvent, StepMetric } from '../shared/run.ts';
import { formatBytes, formatCount, formatDuration, formatNumber, formatShortCount } from './numbers.ts';
import type { Figure, Report, ReportSection } from './report.ts';
import { expertBlocks } from './sections/experts.ts';
import { learningBlocks } from './sections/learning.ts';
import { optimizerBlocks } from './sections/optimizer.ts';
import { count, parameters, proofBlocks, type RunProofs, sentence, tensorTables } from './sections/proofs.ts';
import { recipeBlocks } from './sections/recipe.ts';

export interface RunRecords {
  /** The run's id. */
  readonly id: string;
  readonly recipe: Recipe;
  /** In order. Routers may be missing from some steps of a long run. */
  readonly steps: readonly StepMetric[];
  readonly evaluations: readonly EvalMetric[];
  readonly events: readonly (NoteEvent | ResumedEvent)[];
  readonly proofs: RunProofs;
}

export function runReport(records: RunRecords): Report {
  const { recipe, steps, evaluations, events, proofs } = records;
  const resumes = events.filter((event) => event.type === 'resumed');
  const experts = expertBlocks(steps);
  return {
    kind: 'Run report',
    title: records.id,
    summary: summary(records),
    sections: [
      { title: 'At a glance', blocks: [{ type: 'figures', figures: figures(records) }] },
      { title: 'Learning', blocks: learningBlocks({ steps, evaluations, resumes }) },
      ...(experts.length > 0 ? [expertSection(experts)] : []),
      { title: 'Optimizer and speed', blocks: optimizerBlocks(steps, recipe.training.maxGradNorm) },
      ...proofSection(proofs),
      ...noteSection(events),
      { title: 'Recipe', blocks: recipeBlocks(recipe) },
    ],
  };
}

function summary({ recipe, steps, evaluations }: RunRecords): string {
  const methods = recipe.methods.length === 0 ? 'Full fine-tuning' : recipe.methods.map(({ id }) => id).join(' with ');
  const held = change(evaluations);
  const outcome = held
    ? `the loss on held-out rows went from ${held[0]} to ${held[1]}`
    : `the training loss went from ${change(steps)?.join(' to ') ?? 'nowhere: no step was finished'}`;
  return `${methods} on ${baseName(recipe.model)}, ${count(steps.length, 'step')} over ${recipe.dataset.files.map(baseName).join(', ')}: ${outcome}.`;
}

function change(records: readonly { readonly loss: number }[]): readonly [string, string] | null {
  const [first, last] = [records[0], records.at(-1)];
  return first && last && first !== last ? [formatNumber(first.loss), formatNumber(last.loss)] : null;
}

function figures({ recipe, steps, evaluations, proofs }: RunRecords): readonly Figure[] {
  const last = steps.at(-1);
  const best = evaluations.reduce<EvalMetric | null>((found, record) => (found === null || record.loss < found.loss ? record : found), null);
  const wanted = recipe.training.steps;
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  const { trainableSet, fit } = proofs;
  return [
    ...(best
      ? [
          {
            label: 'Held-out loss',
            value: formatNumber(best.loss),
            note: `best, at step ${formatCount(best.step)}; perplexity ${formatNumber(best.perplexity)}`,
          },
        ]
      : []),
    ...(last ? [{ label: 'Training loss', value: formatNumber(last.loss), note: `at first ${formatNumber(steps[0]?.loss ?? last.loss)}` }] : []),
    { label: 'Steps', value: formatCount(last?.step ?? 0), ...(wanted !== null && { note: `of ${formatCount(wanted)}` }) },
    ...(last
      ? [{ label: 'Tokens', value: formatShortCount(last.totalTokens), note: `${formatNumber(Math.round(tokens / Math.max(seconds, 1e-9)))} per second` }]
      : []),
    { label: 'Time in steps', value: formatDuration(seconds) },
    ...(trainableSet ? [{ label: 'Trained', value: formatShortCount(parameters(trainableSet.trainable)), note: 'parameters' }] : []),
    ...(fit ? [{ label: 'Device memory', value: formatBytes(fit.allocatedBytes), note: fit.ok ? 'as predicted' : 'not as predicted' }] : []),
  ];
}

function expertSection(blocks: ReportSection['blocks']): ReportSection {
  return {
    title: 'Experts',
    lead: 'Load is how many tokens an expert received, compared with an even spread: 1 is balanced, 2 is twice its share, a cross means that it received none.',
    blocks,
  };
}

function proofSection(proofs: RunProofs): readonly ReportSection[] {
  const blocks = [...proofBlocks(proofs), ...tensorTables(proofs)];
  return blocks.length > 0 ? [{ title: 'Proofs', blocks }] : [];
}

function noteSection(events: RunRecords['events']): readonly ReportSection[] {
  // Each leg of a run notes the same things of its model again.
  const once = events.filter(
    (event, i) => event.type === 'resumed' || events.findIndex((other) => other.type === event.type && other.message === event.message) === i,
  );
  const items = once.map((event) =>
    event.type === 'resumed'
      ? `Resumed after step ${formatCount(event.step)}; ${count(event.dropped, 'record')} beyond the checkpoint ${event.dropped === 1 ? 'was' : 'were'} computed again.`
      : `${event.type === 'warning' ? 'Warning: ' : ''}${sentence(event.message)}`,
  );
  return items.length > 0 ? [{ title: 'What happened on the way', blocks: [{ type: 'text', style: 'list', items }] }] : [];
}

function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
