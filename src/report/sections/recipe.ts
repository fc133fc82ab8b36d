/** What a run was told to do. */
import type { Recipe } from '../../shared/recipe.ts';
import { formatCount, formatNumber, formatPercent } from '../numbers.ts';
import type { ReportBlock } from '../report.ts';

export function recipeBlocks(recipe: Recipe): readonly ReportBlock[] {
  return [
    { type: 'table', columns: [{ label: 'Setting' }, { label: 'Value' }], rows: settings(recipe) },
    { type: 'code', title: 'The whole recipe, to run it again', text: JSON.stringify(recipe, null, 2) },
  ];
}

function settings({ model, dataset, methods, training, device }: Recipe): readonly (readonly string[])[] {
  const perStep = training.microBatch * training.accumulation;
  return [
    ['Model', model],
    ['Dataset', dataset.files.join(', ')],
    ['Held out', heldOut(dataset)],
    ...(methods.length === 0 ? [['Method', 'full fine-tuning']] : methods.map(({ id, options }) => ['Method', `${id}${written(options)}`])),
    ['Length of training', training.steps === null ? `${formatNumber(training.epochs ?? 1)} epochs` : `${formatCount(training.steps)} steps`],
    ['Batch', `${perStep} × ${training.sequenceLength} tokens${training.accumulation > 1 ? `, in ${training.accumulation} micro-batches` : ''}`],
    ['Learning rate', `${formatNumber(training.learningRate)}, ${training.schedule}, ${formatCount(training.warmupSteps)} steps of warm-up`],
    ['Optimizer', training.optimizer],
    ['Frozen weights held as', training.frozenDtype],
    ['Seed', String(training.seed)],
    ['Device', device],
  ];
}

function heldOut({ evalFiles, evalShare }: Recipe['dataset']): string {
  if (evalFiles.length > 0) return evalFiles.join(', ');
  return evalShare > 0 ? `${formatPercent(evalShare)} of the rows` : 'nothing';
}

function written(options: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(options).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return entries.length > 0 ? ` (${entries.join(', ')})` : '';
}
