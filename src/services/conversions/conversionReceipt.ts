/** How a model was converted, kept beside it. */
import { join } from 'node:path';
import { z } from 'zod';
import type { ConversionRecord } from '../../shared/api/models.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { readRecord } from '../catalogue/records.ts';

const receiptFile = 'receipt.json';

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
export function readReceipt(folder: string): Promise<ConversionRecord | null> {
  return readRecord(folder, receiptFile, receipt);
}

export async function writeReceipt(folder: string, content: ConversionRecord): Promise<void> {
  await writeFileDurably(join(folder, receiptFile), `${JSON.stringify(content, null, 2)}\n`);
}
