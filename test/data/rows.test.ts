/** Rows as they are shown: the right ones, with their tokens, their cut and their problems; and none read that need not be. */
import { describe, expect, it } from 'vitest';
import type { ByteSource, DatasetRow } from '../../src/data/data.ts';
import { showRows } from '../../src/data/rows.ts';
import { chatTemplate } from '../../src/data/template/chatTemplate.ts';
import { anything, fixtureTokenizer, jsonl, memoryFile } from './support.ts';

const chat = (question: string, answer: string): object => ({
  messages: [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ],
});
const tokenizer = fixtureTokenizer('llama3Like');
const model = (sequenceLength: number) => ({ tokenizer, template: chatTemplate(tokenizer, 'chatml'), sequenceLength });
const many = (name: string, count: number): ByteSource =>
  memoryFile(name, jsonl(...Array.from({ length: count }, (_, i) => chat(`${name} ${i + 1}`, 'x'))), 4096);
const signal = new AbortController().signal;

function asked({ messages }: DatasetRow): string {
  return messages?.[0]?.content ?? '';
}

describe('a page of rows', () => {
  it('runs over several files and counts all rows', async () => {
    const sources = [many('a', 5), memoryFile('empty rows', '\n\n{"messages": [}\n\n'.concat(jsonl(chat('b', 'x')))), many('c', 5)];
    const { rows, total } = await showRows({ sources, wanted: anything, model: null, rows: [4, 5, 6, 7, 8], known: null, signal });
    expect(total).toBe(12);
    expect(rows.map(({ row, file, line }) => [row, file, line])).toEqual([
      [4, 'a', 4],
      [5, 'a', 5],
      [6, 'empty rows', 3],
      [7, 'empty rows', 5],
      [8, 'c', 1],
    ]);
    expect(rows.map(asked)).toEqual(['a 4', 'a 5', '', 'b', 'c 1']);
    expect(rows[2]).toMatchObject({ messages: null, source: '{"messages": [}', problems: [{ code: 'BAD_JSON', severity: 'error' }] });
  });

  it('opens only the files it needs where the rows of each are known, and reads no further than its last row', async () => {
    const opened: string[] = [];
    let bytes = 0;
    const watched = (source: ByteSource): ByteSource => ({
      ...source,
      async *open() {
        opened.push(source.name);
        for await (const chunk of source.open()) {
          bytes += chunk.length;
          yield chunk;
        }
      },
    });
    const sources = [watched(many('a', 1000)), watched(many('b', 50_000)), watched(many('c', 1000))];
    const { rows, total } = await showRows({ sources, wanted: anything, model: null, rows: [1001, 1002], known: [1000, 50_000, 1000], signal });
    expect(rows.map(asked)).toEqual(['b 1', 'b 2']);
    expect(total).toBe(52_000);
    expect(new Set(opened)).toEqual(new Set(['b']));
    expect(bytes).toBeLessThan(2.5 * 2 ** 20);
  });

  it('shows tokens whole, the trained ones marked, and where the sequence length cuts', async () => {
    const words = 'word '.repeat(40).trim();
    const long = { messages: [...(chat('a', 'b') as { messages: object[] }).messages, ...(chat('c', words) as { messages: object[] }).messages] };
    const sources = [memoryFile('rows.jsonl', jsonl(chat('hi', 'there'), long, chat('x', words), { messages: [{ role: 'user', content: 'lone' }] }))];
    const { rows } = await showRows({ sources, wanted: anything, model: model(32), rows: [1, 2, 3, 4], known: null, signal });
    const [short, cut, out, lone] = rows as [DatasetRow, DatasetRow, DatasetRow, DatasetRow];
    expect(short.tokens?.map(({ text }) => text).join('')).toBe('<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\nthere<|im_end|>\n');
    expect(
      short.tokens
        ?.filter(({ trained }) => trained)
        .map(({ text }) => text)
        .join(''),
    ).toContain('there<|im_end|>');
    expect(short).toMatchObject({ cut: null, length: short.tokens?.length, problems: [] });
    expect(cut.length).toBe(cut.tokens?.length);
    expect(cut.cut).toBeGreaterThan(0);
    expect(cut.cut).toBeLessThanOrEqual(32);
    expect(
      cut.tokens
        ?.slice(0, cut.cut ?? 0)
        .map(({ text }) => text)
        .join(''),
    ).toBe('<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nb<|im_end|>\n');
    expect(cut.problems).toMatchObject([{ code: 'OVER_LONG', severity: 'warning' }]);
    expect(out).toMatchObject({ cut: 0, problems: [{ code: 'OVER_LONG', severity: 'error' }] });
    expect(lone).toMatchObject({ messages: [{ role: 'user', content: 'lone' }], problems: [{ code: 'NO_ANSWER' }] });
    expect(lone.tokens).toBeUndefined();
  });

  it('shortens what is very long, and says how long it is', async () => {
    const text = 'word '.repeat(100_000);
    const sources = [memoryFile('long.jsonl', jsonl({ text }, ...Array.from({ length: 99 }, () => ({ text: 'short' }))), 65536)];
    const { rows } = await showRows({ sources, wanted: anything, model: model(64), rows: Array.from({ length: 100 }, (_, i) => i + 1), known: null, signal });
    const [first] = rows as [DatasetRow];
    expect(first.source.length).toBeLessThan(5000);
    expect(first.messages?.[0]?.content.length).toBeLessThan(21_000);
    expect(first.tokens).toHaveLength(1000);
    expect(first.length).toBeGreaterThan(100_000);
    expect(first.cut).toBeNull();
  });

  it('shows rows of a shape that nobody knows, and of one that cannot be trained on, with the reason', async () => {
    const strange = await showRows({ sources: [memoryFile('s.jsonl', jsonl({ foo: 1 }))], wanted: anything, model: null, rows: [1], known: null, signal });
    expect(strange.rows).toMatchObject([
      { messages: null, source: '{"foo":1}', problems: [{ code: 'BAD_DATASET', severity: 'error', fix: expect.any(String) }] },
    ]);
    const pairs = memoryFile('p.jsonl', jsonl({ prompt: 'a', chosen: 'b', rejected: 'c' }));
    const { rows } = await showRows({ sources: [pairs], wanted: anything, model: null, rows: [1], known: null, signal });
    expect(rows).toMatchObject([{ messages: null, problems: [{ code: 'PREFERENCE_NOT_TRAINABLE' }] }]);
  });
});
