/** Where a resumed run goes on: its latest checkpoint, or the one that was asked for, later ones being kept until it has saved again. */
import { MixwrightError } from '../../shared/errors.ts';
import type { JobOf } from '../../shared/jobs.ts';
import type { CheckpointStore, StoredCheckpoint } from '../../training/checkpointStore.ts';
import type { HostControl } from '../job.ts';
import { bringBack, dropAside, listAside } from './setAside.ts';

/**
 * The checkpoint to go on from, every byte checked; null when there is none yet.
 * @param accept throws when the run must not go on from there; until it has not, nothing is changed.
 * @throws MixwrightError NOT_FOUND with the steps there are · CHECKPOINT_DAMAGED for one asked for by its step.
 */
export async function openStart(
  { fromStep, runDirectory }: Pick<JobOf<'train'>, 'fromStep' | 'runDirectory'>,
  store: CheckpointStore,
  control: Pick<HostControl, 'note'>,
  accept: (checkpoint: StoredCheckpoint) => void,
): Promise<StoredCheckpoint | null> {
  const waiting = await listAside(runDirectory);
  if (fromStep === null) {
    const openLatest = (): Promise<StoredCheckpoint | null> => store.openLatest((message) => control.note('warning', 'CHECKPOINT_DAMAGED', message));
    const latest = await openLatest();
    if (latest !== null || waiting.length === 0) return latest;
    // What the run has gone back to is damaged: better what it had before than the beginning.
    await bringBack(runDirectory);
    return openLatest();
  }
  const known = [...(await store.list()), ...waiting];
  const found = known.find(({ step }) => step === fromStep);
  if (found) {
    accept(await store.open(found));
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
