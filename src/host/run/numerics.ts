/** A run's numerics.json: the choices that alter rounding, made once and kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Executor } from '../../engine/executors/executor.ts';
import { writeFileDurably } from '../../weights/durable.ts';

const numericsFile = 'numerics.json';

export async function writeNumerics(directory: string, numerics: Executor['numerics']): Promise<void> {
  await writeFileDurably(join(directory, numericsFile), `${JSON.stringify(numerics, null, 2)}\n`);
}

/** The thread count a run was started with, so that a resume computes the same bits; undefined for a new run. */
export async function recordedThreads(directory: string): Promise<number | undefined> {
  const text = await readFile(join(directory, numericsFile), 'utf8').catch(() => null);
  const threads: unknown = text === null ? undefined : (JSON.parse(text) as { threads?: unknown }).threads;
  return typeof threads === 'number' ? threads : undefined;
}
