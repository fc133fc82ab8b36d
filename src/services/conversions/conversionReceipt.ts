/** How a model was converted, kept beside it. */
import { z } from 'zod';
import { type ConversionRecord, receiptFile } from '../../shared/conversion.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { readRecord } from '../catalogue/records.ts';

const receipt: z.ZodType<ConversionRecord> = z.object({
  method: z.string(),
  options: z.record(z.string(), z.unknown()),
  base: z.string(),
  dtype: z.string(),
  seed: z.number(),
  convertedAt: z.string(),
  logitDifference: z.object({ max: z.number(), mean: z.number() }),
  expectedIdentity: z.boolean(),
  ok: z.boolean(),
});

/** Null for a model that was not converted here. */
export async function readReceipt(model: ModelReference): Promise<ConversionRecord | null> {
  return model.kind === 'checkpoint' ? readRecord(model.path, receiptFile, receipt) : null;
}
