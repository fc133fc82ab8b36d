/** The whole way from files to samples, the cache included. */
import { describe, expect, it } from 'vitest';
import { previewRow } from '../../src/data/check.ts';
import type { SampleStore } from '../../src/data/data.ts';
import { type PrepareInput, prepareDataset } from '../../src/data/prepare.ts';
import { decodeDataset, encodeDataset } from '../../src/data/sampleCodec.ts';
import { anything, fixtureTokenizer, jsonl, memoryFile, testControl } from './support.ts';

const rows = Array.from({ length: 40 }, (_, i) => ({
  kind: i % 2 ? 'odd' : 'even',
  messages: [
    { role: 'user', content: `question ${i}` },
    { role: 'assistant', content: `answer ${i}` },
  ],
}));
const recipe = { files: [], evalFiles: [], evalShare: 0.25, packing: true, format: null, map: {}, template: null, taskField: null };
const tokenizer = fixtureTokenizer('qwenLike');

function input(changes: Partial<PrepareInput> = {}): PrepareInput {
  return {
    sources: [memoryFile('a.jsonl', jsonl(...rows))],
    evalSources: [],
    recipe,
    tokenizer,
    sequenceLength: 64,
    seed: 1,
    control: testControl(),
    ...changes,
  };
}

function memoryStore(): SampleStore & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return { kept, load: async (key) => kept.get(key), save: async (key, bytes) => void kept.set(key, bytes) };
}

describe('prepareDataset', () => {
  it('gives training and evaluation samples, a report and progress in bytes', async () => {
    const control = testControl();
    const { train, evaluation, report, template } = await prepareDataset(input({ control, recipe: { ...recipe, taskField: 'kind' } }));
    expect(train).toHaveLength(30);
    expect(evaluation).toHaveLength(10);
    expect(new Set(train.map(({ task }) => task))).toEqual(new Set(['odd', 'even']));
    expect(report).toMatchObject({
      format: 'messages',
      rows: 40,
      accepted: 40,
      rejected: 0,
      mapping: { messages: 'messages', task: 'kind' },
      tokens: { samples: 40 },
    });
    expect(template.origin).toBe('chatml');
    const last = control.seen.at(-1);
    expect(last).toMatchObject({ phase: 'reading the dataset', done: last?.total });
  });

  it('is the same every time', async () => {
    expect((await prepareDataset(input())).train).toEqual((await prepareDataset(input())).train);
  });

  it('takes evaluation files as they are and tells overlaps', async () => {
    const evalSources = [
      memoryFile(
        'b.jsonl',
        jsonl(rows[3], {
          messages: [
            { role: 'user', content: 'new' },
            { role: 'assistant', content: 'row' },
          ],
        }),
      ),
    ];
    const { train, evaluation, report } = await prepareDataset(input({ evalSources }));
    expect([train.length, evaluation.length]).toEqual([40, 2]);
    expect(report.problems).toContainEqual(
      expect.objectContaining({ file: 'b.jsonl', line: 1, code: 'EVAL_OVERLAP', message: expect.stringMatching(/a\.jsonl, line 4/) }),
    );
    expect(report.rows).toBe(42);
  });

  it('reads files of different formats', async () => {
    const sources = [memoryFile('a.jsonl', jsonl(...rows)), memoryFile('t.json', JSON.stringify([{ text: 'words' }]))];
    expect((await prepareDataset(input({ sources }))).report).toMatchObject({ format: 'mixed', files: [{ format: 'messages' }, { format: 'text', rows: 1 }] });
  });

  it('refuses a dataset with nothing to train on', async () => {
    await expect(prepareDataset(input({ sources: [memoryFile('a.jsonl', jsonl({ chosen: 'a', rejected: 'b' }))] }))).rejects.toMatchObject({
      code: 'PREFERENCE_NOT_TRAINABLE',
    });
    await expect(prepareDataset(input({ sources: [memoryFile('a.jsonl', '{"messages": []}')] }))).rejects.toMatchObject({
      code: expect.stringMatching(/NOTHING_TRAINABLE|BAD_DATASET/),
    });
  });

  it('stops when asked to', async () => {
    const control = testControl();
    control.abort();
    await expect(prepareDataset(input({ control }))).rejects.toMatchObject({ code: 'STOPPED' });
  });
});

describe('the cache', () => {
  it('gives the same samples and report without tokenising again', async () => {
    const store = memoryStore();
    const first = await prepareDataset(input({ store }));
    const control = testControl();
    const second = await prepareDataset(input({ store, control }));
    expect([first.fromCache, second.fromCache]).toEqual([false, true]);
    expect(control.seen.every(({ phase }) => phase === 'identifying the dataset')).toBe(true);
    expect({ train: second.train, evaluation: second.evaluation, report: second.report }).toEqual({
      train: first.train,
      evaluation: first.evaluation,
      report: first.report,
    });
  });

  it('knows content, tokenizer, template and every option that shapes samples', async () => {
    const changes: readonly Partial<PrepareInput>[] = [
      {},
      { sources: [memoryFile('a.jsonl', jsonl(...rows.slice(1)))] },
      { tokenizer: fixtureTokenizer('llama3Like') },
      { recipe: { ...recipe, template: 'plain' } },
      { recipe: { ...recipe, taskField: 'kind' } },
      { sequenceLength: 48 },
    ];
    const keys = await Promise.all(changes.map(async (change) => (await prepareDataset(input(change))).key));
    expect(new Set(keys).size).toBe(changes.length);
    expect((await prepareDataset(input({ seed: 9, recipe: { ...recipe, evalShare: 0.5 } }))).key).toBe(keys[0]);
  });

  it('is mended where it is damaged, and missed where it fails', async () => {
    const store = memoryStore();
    const { key, train } = await prepareDataset(input({ store }));
    const bytes = store.kept.get(key) as Uint8Array;
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
    const again = await prepareDataset(input({ store }));
    expect(again.fromCache).toBe(false);
    expect(again.train).toEqual(train);
    const control = testControl();
    const full: SampleStore = { load: async () => undefined, save: () => Promise.reject(new Error('no space left')) };
    expect((await prepareDataset(input({ store: full, control }))).train).toEqual(train);
    expect(control.notes).toEqual(['CACHE_NOT_SAVED']);
  });

  it('refuses bytes that are cut off anywhere', async () => {
    const { train, evaluation, report } = await prepareDataset(input());
    const bytes = encodeDataset({ train, evaluation, report });
    expect(decodeDataset(bytes)).toEqual({ train, evaluation, report });
    for (const length of [0, 3, 8, 100, bytes.length - 1]) expect(decodeDataset(bytes.subarray(0, length))).toBeUndefined();
  });
});

describe('previewRow', () => {
  const source = memoryFile('a.jsonl', jsonl(...rows.slice(0, 2), '', '{bad', rows[5]));
  const preview = (row: number): ReturnType<typeof previewRow> => previewRow({ source, wanted: anything, tokenizer, template: null, row });

  it('shows the tokens of a row, with the trained ones', async () => {
    const { row, tokens } = await preview(2);
    expect(row).toBe(2);
    expect(tokens.map(({ text }) => text).join('')).toBe('<|im_start|>user\nquestion 1<|im_end|>\n<|im_start|>assistant\nanswer 1<|im_end|>\n');
    expect(
      tokens
        .filter(({ trained }) => trained)
        .map(({ text }) => text)
        .join(''),
    ).toBe('answer 1<|im_end|>');
    expect(tokens[0]).toEqual({ id: tokenizer.encode('<|im_start|>', true)[0], text: '<|im_start|>', trained: false });
  });

  it('counts rows, not lines, and says why a row cannot be shown', async () => {
    expect((await preview(4)).tokens.map(({ text }) => text).join('')).toContain('question 5');
    await expect(preview(3)).rejects.toMatchObject({ code: 'BAD_DATASET', details: { line: 4 } });
    await expect(preview(5)).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringMatching(/has 4/) });
  });
});
