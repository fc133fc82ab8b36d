/** Which fields of training come first. A field that is not named here is an advanced one, so that a new field has a place by itself. */
import type { RecipeField } from '../../../shared/api/recipes.ts';

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly RecipeField[];
}

const groups: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: 'How long', names: ['epochs', 'steps', 'earlyStop.patience'] },
  { title: 'Rate', names: ['learningRate', 'warmupSteps', 'schedule'] },
  { title: 'Batch', names: ['microBatch', 'accumulation'] },
  { title: 'Evaluation and checkpoints', names: ['evalEvery', 'checkpointEvery', 'keepCheckpoints'] },
];

/** Has a place in the data step, beside the lengths of the rows. */
export const sequenceLengthField = 'sequenceLength';

export function groupFields(fields: readonly RecipeField[]): { readonly common: readonly FieldGroup[]; readonly advanced: readonly RecipeField[] } {
  const placed = new Set([sequenceLengthField, ...groups.flatMap(({ names }) => names)]);
  const common = groups
    .map(({ title, names }) => ({ title, fields: names.flatMap((name) => fields.filter((field) => field.name === name)) }))
    .filter((group) => group.fields.length > 0);
  return { common, advanced: fields.filter(({ name }) => !placed.has(name)) };
}
