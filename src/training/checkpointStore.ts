/** Where checkpoints are kept: the contract that training needs, whatever holds the bytes. */
import type { CheckpointHeader, TensorSlice } from './checkpoint.ts';

export interface SavedCheckpoint {
  readonly step: number;
  /** Its folder. */
  readonly path: string;
}

export interface StoredCheckpoint extends SavedCheckpoint {
  readonly header: CheckpointHeader;
  slices(): AsyncIterable<TensorSlice>;
}

export interface CheckpointStore {
  /**
   * Whole or not at all: the new checkpoint is on disk and read back before an older one is removed. The best and the newest
   * ones are kept.
   * @throws MixwrightError DISK_FULL, CHECKPOINT_DAMAGED; earlier checkpoints are untouched then.
   */
  save(header: CheckpointHeader, slices: Iterable<TensorSlice>): Promise<SavedCheckpoint>;
  /** By step, ascending; not yet checked. */
  list(): Promise<readonly SavedCheckpoint[]>;
  /** @throws MixwrightError CHECKPOINT_DAMAGED when a byte is not as it was written; RESUME_REFUSED for another version's. */
  open(checkpoint: SavedCheckpoint): Promise<StoredCheckpoint>;
  /** The newest whole one, or null; each damaged one is told to `warn` and passed over. */
  openLatest(warn: (message: string) => void): Promise<StoredCheckpoint | null>;
}
