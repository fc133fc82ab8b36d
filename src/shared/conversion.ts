/** How a model was converted: the file that a conversion leaves beside the model, whoever asked for it. */
import type { ConversionReceipt } from './jobs.ts';

export const receiptFile = 'receipt.json';

export interface ConversionRecord extends ConversionReceipt {
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Folder of what it was made from: a model, or a run's checkpoint. */
  readonly base: string;
  readonly dtype: string;
  readonly seed: number;
  readonly convertedAt: string;
}
