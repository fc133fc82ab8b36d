/** The tiny checkpoints under test/fixtures/models, saved by transformers 4 and 5 (see make.py there). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const modelFixtures = join(import.meta.dirname, '../fixtures/models');

export const fixtureNames: readonly string[] = readdirSync(modelFixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== '__pycache__')
  .map(({ name }) => name);

export function fixtureFolder(name: string): string {
  return join(modelFixtures, name);
}

export function fixtureJson(name: string, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(modelFixtures, name, file), 'utf8'));
}

export interface Reference {
  readonly tokens: readonly number[];
  /** [tokens, vocabulary] */
  readonly shape: readonly [number, number];
  /** Version that computed it. */
  readonly transformers: string;
  /** f32, row by row. */
  readonly logits: Float32Array;
}

export function fixtureReference(name: string): Reference {
  const bytes = readFileSync(join(modelFixtures, name, 'logits.bin'));
  const logits = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
  return { ...(fixtureJson(name, 'reference.json') as unknown as Omit<Reference, 'logits'>), logits };
}
