/** What the data tests share: files held in memory, the fixture tokenizers, a control that remembers what it was told. */
import { readFileSync } from 'node:fs';
import type { ByteSource, Message, Tokenizer } from '../../src/data/data.ts';
import type { Wanted } from '../../src/data/detect.ts';
import { loadTokenizer } from '../../src/data/tokenizer/loadTokenizer.ts';
import type { JobControl } from '../../src/shared/progress.ts';

export interface ExpectedTokenizer {
  readonly bos: string | null;
  readonly eos: string;
  readonly texts: readonly { readonly text: string; readonly ids: number[]; readonly decoded: string }[];
  readonly chats: readonly {
    readonly template: string;
    readonly source: string;
    readonly messages: Message[];
    readonly text: string;
    readonly ids: number[];
    readonly mask?: number[];
  }[];
}

export type FixtureName = 'llama3Like' | 'qwenLike' | 'spm';

const folder = new URL('../fixtures/data/', import.meta.url);

/** Written by test/fixtures/data/makeFixtures.py with transformers and tokenizers. */
export const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<FixtureName, ExpectedTokenizer>;

export function fixtureJson(name: FixtureName): string {
  return readFileSync(new URL(`${name}.tokenizer.json`, folder), 'utf8');
}

export function fixtureTokenizer(name: FixtureName, config: Record<string, unknown> = {}): Tokenizer {
  const { bos, eos } = expected[name];
  return loadTokenizer({ tokenizerJson: fixtureJson(name), tokenizerConfig: JSON.stringify({ bos_token: bos, eos_token: eos, ...config }) });
}

/** A file in memory, handed out in chunks small enough to cut every character and line somewhere. */
export function memoryFile(name: string, content: string | Uint8Array, chunk = 7): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name,
    bytes: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    },
  };
}

export function jsonl(...rows: readonly unknown[]): string {
  return rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
}

export const anything: Wanted = { format: null, map: {}, taskField: null };

export interface TestControl extends JobControl {
  readonly abort: () => void;
  readonly seen: { phase: string; done: number; total: number }[];
  readonly notes: string[];
}

export function testControl(): TestControl {
  const controller = new AbortController();
  const seen: TestControl['seen'] = [];
  const notes: string[] = [];
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    seen,
    notes,
    progress: ({ phase, done, total }) => seen.push({ phase, done, total }),
    note: (_, code) => notes.push(code),
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
