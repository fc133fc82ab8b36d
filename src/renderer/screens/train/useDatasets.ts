/** Puts datasets of the list into the draft, each with the split, format and length it was given there. */
import { useState } from 'react';
import type { Api } from '../../../shared/api.ts';
import { trainingFields } from '../../../shared/recipeFields.ts';
import type { Client } from '../../../shared/rpc/contract.ts';
import { useConnection } from '../../stores/ConnectionContext.tsx';
import { type ChosenData, datasetSection } from './datasetSection.ts';
import type { TrainDraft } from './draft.ts';

type Sections = Pick<TrainDraft, 'dataset' | 'training'>;

export interface Datasets {
  choose(chosen: ChosenData): void;
  readonly busy: boolean;
  readonly failure: unknown;
}

export function useDatasets(draft: Sections, onChange: (change: Sections) => void): Datasets {
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const choose = async (chosen: ChosenData): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      onChange(await sectionsOf(await connection.ready(), chosen, draft));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { choose: (chosen) => void choose(chosen), busy, failure };
}

/** The sequence length is the longest that one of them was checked with, unless the draft already says one. */
export async function sectionsOf(client: Client<Api>, { ids, loose }: ChosenData, { dataset, training }: Sections): Promise<Sections> {
  const parts = await Promise.all(ids.map((id) => client.call('datasets.recipe', { id })));
  const details = await Promise.all(ids.map((id) => client.call('datasets.get', { id })));
  const longest = Math.max(0, ...details.map(({ settings }) => settings.sequenceLength));
  const keeps = training.sequenceLength !== undefined || longest === 0 || longest === trainingFields.sequenceLength.default;
  return { dataset: datasetSection(parts, loose, dataset), training: keeps ? training : { ...training, sequenceLength: longest } };
}
