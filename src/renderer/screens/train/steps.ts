/** The way to a run, in five steps. They can be visited in any order; a run starts when none is open. */
import { filesOf } from './datasetSection.ts';
import type { TrainDraft } from './draft.ts';

export const steps = ['model', 'method', 'data', 'parameters', 'review'] as const;
export type Step = (typeof steps)[number];

export const stepNames: Readonly<Record<Step, string>> = { model: 'Model', method: 'Method', data: 'Data', parameters: 'Parameters', review: 'Review' };

/** What the step still lacks; null: nothing. */
export function lacking({ model, methods, dataset }: TrainDraft, step: Step): string | null {
  switch (step) {
    case 'model':
      return model === null ? 'Choose a model first' : null;
    case 'method':
      return methods.length === 0 ? 'Choose a method first' : null;
    case 'data':
      return filesOf(dataset.files).length === 0 ? 'Choose a dataset first' : null;
    case 'parameters':
    case 'review':
      return null;
  }
}

export interface Lack {
  readonly step: Step;
  readonly reason: string;
}

/** The first that is lacking; null: nothing. */
export function firstLack(draft: TrainDraft): Lack | null {
  for (const step of steps) {
    const reason = lacking(draft, step);
    if (reason !== null) return { step, reason };
  }
  return null;
}

/** The first step that lacks something; `review` when none does. */
export function firstOpenStep(draft: TrainDraft): Step {
  return firstLack(draft)?.step ?? 'review';
}

/** Where a problem of the services belongs: the step that holds its field. */
export function stepOfField(field: string | null, draft: TrainDraft): Step | null {
  const [section = ''] = (field ?? '').split('.');
  if (section === 'model') return 'model';
  if (section === 'dataset') return 'data';
  if (field === 'training.sequenceLength') return 'data';
  if (section === 'training' || section === 'samples' || section === 'device') return 'parameters';
  return section === 'methods' || draft.methods.some(({ id }) => id === section) ? 'method' : null;
}
