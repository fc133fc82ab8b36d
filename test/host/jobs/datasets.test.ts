/** The dataset jobs on real files, with a real model's tokenizer: paging, mending, and large files in little memory. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jobHandlers } from '../../../src/host/jobs/index.ts';
import type { DatasetReference, ModelReference } from '../../../src/shared/jobs.ts';
import { testControl } from '../../support/control.ts';

const model: ModelReference = { kind: 'checkpoint', path: fileURLToPath(new URL('../../../resources/starter/model', import.meta.url)) };

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mixwright-datasets-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

const reading = (...files: readonly string[]): DatasetReference => ({ files, format: null, map: {}, taskField: null });
const chat = (question: string, answer: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
  });
const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const sound = Array.from({ length: 20 }, (_, i) => chat(`question ${i}`, `answer ${i}`));

describe('datasetRows', () => {
  it('pages through the rows that have a problem, by the index that the check wrote', async () => {
    const root = await folder();
    const file = join(root, 'a.jsonl');
    const index = join(root, 'index.json');
    await writeFile(file, lines(...sound, 'no json', ...sound.slice(0, 3), '{"messages": 7}', chat('q', '')));
    const job = { dataset: reading(file), model, sequenceLength: 64 };
    const report = await jobHandlers.datasetCheck({ kind: 'datasetCheck', ...job, index }, testControl());
    expect(report.counts).toContainEqual({ code: 'DUPLICATE', severity: 'warning', count: 3 });
    const page = (code: string | null, from: number, count: number) =>
      jobHandlers.datasetRows({ kind: 'datasetRows', ...job, from, count, known: [26], only: { index, code } }, testControl());
    const any = await page(null, 1, 3);
    expect([any.total, any.rows.map(({ row }) => row)]).toEqual([6, [21, 22, 23]]);
    expect((await page(null, 4, 10)).rows.map(({ row }) => row)).toEqual([24, 25, 26]);
    expect((await page('DUPLICATE', 2, 10)).rows.map(({ row }) => row)).toEqual([23, 24]);
    expect(await page('TRAILING_TURN', 1, 10)).toEqual({ rows: [], total: 0 });
    expect(await page(null, 7, 10)).toEqual({ rows: [], total: 6 });
  });
});

describe('datasetClean', () => {
  it('writes a file for each of the dataset’s, packed or not, and says what it did', async () => {
    const root = await folder();
    const [plain, packed, elsewhere] = [join(root, 'a.jsonl'), join(root, 'more', '..', 'a.json.gz'), join(root, 'b.json')];
    await writeFile(plain, lines(...sound, sound[0] as string));
    await writeFile(packed, gzipSync(`[${sound.map((row) => row.replace('question', 'other')).join(',')}]`));
    await writeFile(elsewhere, JSON.stringify({ data: Array.from({ length: 12 }, (_, i) => ({ text: `document ${i}` })) }));
    const output = join(root, 'out');
    const job = { dataset: reading(plain, packed, elsewhere), evaluation: [], model, sequenceLength: 64, fixes: ['drop-duplicates'], output };
    const result = await jobHandlers.datasetClean({ kind: 'datasetClean', ...job }, testControl());
    expect(result).toEqual({
      files: [join(output, 'a.jsonl'), join(output, 'a-2.jsonl'), join(output, 'b.jsonl')],
      ...{ rows: 53, written: 52, unreadable: 0, dropped: { 'drop-duplicates': 1 }, changed: {} },
    });
    expect(await readFile(join(output, 'a.jsonl'), 'utf8')).toBe(lines(...sound));
    expect((await readFile(join(output, 'b.jsonl'), 'utf8')).split('\n')[0]).toBe('{"text":"document 0"}');
  });

  it('leaves nothing behind when it is cancelled or refused', async () => {
    const root = await folder();
    const file = join(root, 'a.jsonl');
    await writeFile(file, lines(...sound, 'no json'));
    const job = { dataset: reading(file), evaluation: [], model: null, sequenceLength: 64, output: join(root, 'out') };
    const abort = new AbortController();
    const control = testControl();
    control.onEvent = () => abort.abort();
    const cancelled = jobHandlers.datasetClean({ kind: 'datasetClean', ...job, fixes: ['drop-rejected'] }, { ...control, signal: abort.signal });
    await expect(cancelled).rejects.toMatchObject({ code: 'STOPPED' });
    const unknown = jobHandlers.datasetClean({ kind: 'datasetClean', ...job, fixes: ['drop-rejectd'] }, testControl());
    await expect(unknown).rejects.toMatchObject({ code: 'BAD_USAGE', details: { hint: 'did you mean "drop-rejected"?' } });
    expect(await readdir(root)).toEqual(['a.jsonl']);
  });
});

describe('a file of 24 MB', () => {
  it('is checked, paged and mended without growing the memory by as much', async () => {
    const root = await folder();
    const file = join(root, 'large.jsonl');
    const words = 'some words of an answer that goes on for a while. '.repeat(20);
    const rows = 22_000;
    const stream = createWriteStream(file);
    for (let i = 0; i < rows; i++) stream.write(`${chat(`question ${i}`, `${words}${i}`)}\n`);
    await new Promise((resolve) => stream.end(resolve));
    const job = { dataset: reading(file), model: null, sequenceLength: 64 };
    const watch = watchMemory();
    const control = testControl();
    const report = await jobHandlers.datasetCheck({ kind: 'datasetCheck', ...job, index: join(root, 'index.json') }, control);
    expect([report.rows, report.accepted, report.problems]).toEqual([rows, rows, []]);
    expect(control.events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(10);
    const page = await jobHandlers.datasetRows({ kind: 'datasetRows', ...job, from: 21_951, count: 50, known: [rows], only: null }, testControl());
    expect(page.rows.map(({ row }) => row)).toEqual(Array.from({ length: 50 }, (_, i) => 21_951 + i));
    const mended = await jobHandlers.datasetClean(
      { kind: 'datasetClean', ...job, evaluation: [], fixes: ['drop-duplicates'], output: join(root, 'out') },
      testControl(),
    );
    expect(mended.written).toBe(rows);
    expect(watch()).toBeLessThan(150 * 2 ** 20);
  });
});

/** @returns by how many bytes live and not yet collected memory has grown at most. */
function watchMemory(): () => number {
  const used = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, used());
  }, 5);
  return () => {
    clearInterval(timer);
    return most - before;
  };
}
