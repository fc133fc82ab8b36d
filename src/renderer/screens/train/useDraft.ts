/** The draft of the session: it is there again when the user comes back to the screen. */
import { useSessionStorage } from '@mantine/hooks';
import { emptyDraft, type TrainDraft } from './draft.ts';

export interface NamedDraft {
  /** Of the run to come; '': it gets one by itself. */
  readonly name: string;
  readonly draft: TrainDraft;
}

export const nothingDrafted: NamedDraft = { name: '', draft: emptyDraft };

export function useDraft(): [NamedDraft, (next: NamedDraft | ((before: NamedDraft) => NamedDraft)) => void] {
  const [named, set] = useSessionStorage<NamedDraft>({ key: 'mixwright.train.draft', defaultValue: nothingDrafted, getInitialValueInEffect: false });
  return [named, set];
}
