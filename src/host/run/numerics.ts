/** A run's numerics.json: the choices that alter rounding, made once and kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Executor } from '../../engine/executors/executor.ts';
import { writeFileDurably } from '../../weights/durable.ts';

const numericsFile = 'numerics.json';

export async function writeNumerics(directory: string, numerics: Executor['numerics']): Promise<void> {
  await writeFileDurably(join(directory, numericsFile), `${JSON.stringify(numerics, null, 2)}\n`);
}

/** What of a run's numerics a resume must ask for, because the machine would choose otherwise by now. */
export interface RecordedChoices {
  readonly threads?: number;
  /** The device that `auto` meant. */
  readonly device?: string;
  /** Runs that used a library find it again by themselves, or are told that it is gone. */
  readonly products?: 'ggml';
}

/** The choices a run was started with, so that a resume computes the same bits; none for a new run. */
export async function recordedChoices(directory: string): Promise<RecordedChoices> {
  const text = await readFile(join(directory, numericsFile), 'utf8').catch(() => null);
  const { threads, products, deviceId } = (text === null ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof threads === 'number' && { threads }),
    ...(products === 'ggml' && { products }),
    ...(typeof deviceId === 'string' && { device: deviceId }),
  };
}
