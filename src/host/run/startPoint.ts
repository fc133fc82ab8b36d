/** Where a resumed run goes on: its latest checkpoint, or the one that was asked for, later ones being kept until it has saved again. */
import { MixwrightError } from '../../shared/errors.ts';
import type { JobOf } from '../../shared/jobs.ts';
import type { CheckpointStore, StoredCheckpoint } from '../../training/checkpointStore.ts';
import type { HostControl } from '../job.ts';
import { bringBack, dropAside, listAside } from './setAside.ts';

/**
 * The checkpoint to go on from, every byte checked; null when there is none yet.
 * @throws MixwrightError NOT_FOUND with the steps there are · CHECKPOINT_DAMAGED for one asked for by its step.
 */
export async function openStart(
  { fromStep, runDirectory }: Pick<JobOf<'train'>, 'fromStep' | 'runDirectory'>,
  store: CheckpointStore,
  control: Pick<HostControl, 'note'>,
): Promise<StoredCheckpoint | null> {
  if (fromStep === null) return store.openLatest((message) => control.note('warning', 'CHECKPOINT_DAMAGED', message));
  const known = [...(await store.list()), ...(await listAside(runDirectory))];
  if (known.some(({ step }) => step === fromStep)) {
    await bringBack(runDirectory);
    const chosen = (await store.list()).find(({ step }) => step === fromStep);
    if (chosen) return store.open(chosen);
  }
  throw new MixwrightError('NOT_FOUND', `the run has no checkpoint of step ${fromStep}`, {
    field: 'fromStep',
    hint: known.length === 0 ? 'it has none yet' : `it has: ${known.map(({ step }) => step).join(', ')}`,
  });
}

/** The first checkpoint of its own replaces those that a run gone back has set aside. */
export function replacingAside(runDirectory: string, store: CheckpointStore): CheckpointStore {
  return {
    ...store,
    async save(header, slices) {
      const saved = await store.save(header, slices);
      await dropAside(runDirectory);
      return saved;
    },
  };
}
