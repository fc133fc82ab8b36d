/** Datasets behind the screens, through their handlers, with real engine hosts: dropped, checked, mended, shown, removed. */
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AppContext } from '../../../src/services/app/context.ts';
import { findDataset, listDatasets } from '../../../src/services/datasets/datasets.ts';
import { restoreFromTrash } from '../../../src/services/directory/trash.ts';
import { enterUploads, expireUploads } from '../../../src/services/directory/uploads.ts';
import { datasetsHandlers } from '../../../src/services/handlers/datasets.ts';
import { modelsHandlers } from '../../../src/services/handlers/models.ts';
import { datasetsApi, defaultDatasetSettings } from '../../../src/shared/api/datasets.ts';
import { MixwrightError } from '../../../src/shared/errors.ts';
import { bundleHost } from '../../support/hostBundle.ts';
import { endOf, starter, temporaryApp } from '../appSupport.ts';
import { newRun, recipe, temporaryFolder } from '../support.ts';

let host: string;
beforeAll(async () => {
  host = await bundleHost();
});

type DatasetCalls = ReturnType<typeof datasetsHandlers>;
const client = { signal: new AbortController().signal };
const chat = (question: string, answer: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
  });
const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const sound = Array.from({ length: 20 }, (_, i) => chat(`question ${i}`, `answer ${i}`));
const model = join(starter, 'model');

async function open(): Promise<{ app: AppContext; calls: DatasetCalls; root: string }> {
  const app = await temporaryApp(host);
  return { app, calls: checked(datasetsHandlers(app)), root: await temporaryFolder() };
}

/** As a client has them: what goes in and what comes out is held against the contract. */
function checked(calls: DatasetCalls): DatasetCalls {
  const through = Object.entries(datasetsApi).map(([name, contract]) => {
    const handle = calls[name as keyof DatasetCalls] as (input: unknown, context: typeof client) => Promise<unknown>;
    return [name, async (input: unknown, context: typeof client) => contract.output.parse(await handle(contract.input.parse(input), context))] as const;
  });
  return Object.fromEntries(through) as unknown as DatasetCalls;
}

async function file(path: string, ...rows: readonly string[]): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, lines(...rows));
  return path;
}

describe('a dropped file', () => {
  it('is entered at once, checked with progress, and its check is kept until file or settings change', async () => {
    const { app, calls, root } = await open();
    const path = await file(join(root, 'chats.jsonl'), ...sound, 'no json', sound[0] as string);
    const { id, task } = await calls['datasets.add']({ paths: [path] }, client);
    expect(id).toBe('chats');
    const progress: number[] = [];
    const ended = await endOf<'check'>(app, task, (state) => state.progress && progress.push(state.progress.done));
    expect(ended).toMatchObject({ kind: 'check', subject: 'chats', status: 'done', result: { dataset: 'chats', rows: 22, accepted: 21 } });
    const [listed] = await calls['datasets.list']({}, client);
    expect(listed).toMatchObject({
      id,
      name: 'chats',
      files: [path],
      missing: [],
      rows: 22,
      accepted: 21,
      format: 'messages',
      errors: 1,
      warnings: 1,
      trainedTokens: null,
    });
    expect(listed?.bytes).toBe((await stat(path)).size);
    const details = await calls['datasets.get']({ id }, client);
    expect(details).toMatchObject({ settings: defaultDatasetSettings, failure: null, columns: ['messages'], report: { rejected: 1 } });
    expect(details.fixes.map((fix) => [fix.id, fix.count])).toEqual([
      ['drop-rejected', 1],
      ['drop-duplicates', 1],
    ]);
    await utimes(path, 1, 1);
    expect((await calls['datasets.get']({ id }, client)).report).toBeNull();
    expect((await calls['datasets.list']({}, client))[0]).toMatchObject({ rows: null, errors: null });
  });

  it('is told missing when it is gone, and the check says so', async () => {
    const { app, calls, root } = await open();
    const path = await file(join(root, 'chats.jsonl'), ...sound);
    const { id, task } = await calls['datasets.add']({ paths: [path], name: 'My chats' }, client);
    await endOf(app, task);
    await rm(path);
    expect((await calls['datasets.list']({}, client))[0]).toMatchObject({ name: 'My chats', missing: [path], bytes: 0, rows: null });
    const failed = await endOf(app, (await calls['datasets.check']({ id }, client)).task);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND', file: path } });
    await expect(calls['datasets.add']({ paths: [path] }, client)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that is no dataset is not entered, and named in the refusal', async () => {
    const { calls, root } = await open();
    const picture = join(root, 'photo.png');
    await writeFile(picture, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d));
    const empty = join(root, 'empty.jsonl');
    await writeFile(empty, '');
    const chats = await file(join(root, 'chats.jsonl'), ...sound);
    for (const [paths, message] of [
      [[picture], /^photo.png: expected .*picture/],
      [[chats, empty], /^empty.jsonl: .*empty/],
    ] as const) {
      await expect(calls['datasets.add']({ paths: [...paths] }, client)).rejects.toMatchObject({
        code: 'BAD_DATASET',
        message: expect.stringMatching(message),
        details: { hint: expect.any(String) },
      });
    }
    expect(await calls['datasets.list']({}, client)).toEqual([]);
  });

  it('of a shape nobody knows tells its columns; named, they are read', async () => {
    const { app, calls, root } = await open();
    const path = await file(join(root, 'odd.jsonl'), ...Array.from({ length: 20 }, (_, i) => JSON.stringify({ frage: `f${i}`, antwort: `a${i}`, topic: i })));
    const { id, task } = await calls['datasets.add']({ paths: [path] }, client);
    expect(await endOf(app, task)).toMatchObject({ status: 'failed', error: { code: 'BAD_DATASET' } });
    expect(await calls['datasets.get']({ id }, client)).toMatchObject({
      report: null,
      failure: { code: 'BAD_DATASET' },
      columns: ['frage', 'antwort', 'topic'],
    });
    expect((await calls['datasets.list']({}, client))[0]).toMatchObject({ unreadable: true, rows: null });
    const shown = await calls['datasets.rows']({ id, model: null, from: 20, count: 5 }, client);
    expect(shown).toMatchObject({ total: 20, rows: [{ row: 20, messages: null, problems: [{ code: 'BAD_DATASET' }] }] });
    const settings = { format: 'question-answer', map: { question: 'frage', answer: 'antwort' }, taskField: 'topic' };
    const update = await calls['datasets.update']({ id, settings }, client);
    expect(await endOf(app, update.task as string)).toMatchObject({ status: 'done', result: { accepted: 20 } });
    expect(await calls['datasets.recipe']({ id }, client)).toEqual({ files: [path], evalFiles: [], evalShare: 0.1, ...settings });
    expect(await calls['datasets.update']({ id, name: 'Questions', settings: { evalShare: 0.2 } }, client)).toEqual({ task: null });
    expect((await calls['datasets.get']({ id }, client)).summary).toMatchObject({ name: 'Questions', accepted: 20 });
    // The record in the folder is the truth.
    const before = await findDataset(app.services.data, id);
    await app.services.data.catalogue.rebuild();
    expect(await findDataset(app.services.data, id)).toEqual(before);
  });
});

describe('a dropped folder', () => {
  it('is the dataset files in it; those named as test data are evaluated on, and rows in both are told and mended', async () => {
    const { app, calls, root } = await open();
    const folder = join(root, 'corpus');
    await file(join(folder, 'data', 'train-2.jsonl'), ...sound.slice(10));
    await file(join(folder, 'data', 'train-10.jsonl'), ...sound.slice(0, 10));
    const held = await file(join(folder, 'test', 'part.jsonl'), sound[3] as string, ...Array.from({ length: 11 }, (_, i) => chat(`held ${i}`, 'x')));
    await file(join(folder, 'dataset_info.json'), '{}');
    await file(join(folder, '.cache', 'x.jsonl'), ...sound);
    const { id, task } = await calls['datasets.add']({ paths: [folder] }, client);
    await endOf(app, task);
    expect((await calls['datasets.get']({ id }, client)).report?.counts).toContainEqual({ code: 'EVAL_OVERLAP', severity: 'warning', count: 1 });
    const [corpus, evaluation] = [await findDataset(app.services.data, id), await findDataset(app.services.data, 'corpus-evaluation')];
    expect(corpus.files).toEqual([join(folder, 'data', 'train-2.jsonl'), join(folder, 'data', 'train-10.jsonl')]);
    expect(evaluation).toMatchObject({ name: 'corpus (evaluation)', files: [held] });
    expect(corpus.settings.evalDataset).toBe('corpus-evaluation');
    expect(await calls['datasets.recipe']({ id }, client)).toMatchObject({ files: corpus.files, evalFiles: [held] });
    const overlapping = await calls['datasets.rows']({ id, model: null, from: 1, count: 10, problem: 'EVAL_OVERLAP' }, client);
    expect(overlapping).toMatchObject({ total: 1, rows: [{ row: 14, messages: [{ content: 'question 3' }, {}], problems: [{ code: 'EVAL_OVERLAP' }] }] });
    const cleaned = await endOf<'clean'>(app, (await calls['datasets.clean']({ id, fixes: ['drop-overlap'] }, client)).task);
    expect(cleaned.result).toMatchObject({ rows: 19, dropped: 1, receipt: { dropped: { 'drop-overlap': 1 } } });
    // Gone from the catalogue, it cannot be evaluated on.
    await calls['datasets.remove']({ id: 'corpus-evaluation' }, client);
    await expect(calls['datasets.recipe']({ id }, client)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { field: 'evalDataset' } });
    expect((await calls['datasets.list']({}, client)).map((each) => each.id)).toContain(id);
  });

  it('without any, or of a model, is refused with what to do', async () => {
    const { calls, root } = await open();
    await file(join(root, 'empty', 'table.csv'), 'a,b');
    await expect(calls['datasets.add']({ paths: [join(root, 'empty')] }, client)).rejects.toMatchObject({
      code: 'BAD_DATASET',
      details: { hint: expect.stringContaining('CSV') },
    });
    await expect(calls['datasets.add']({ paths: [model] }, client)).rejects.toMatchObject({ details: { hint: expect.stringContaining('model folder') } });
  });
});

describe('an uploaded file', () => {
  it('moves into the dataset’s own folder, goes to the trash with it, and comes back', async () => {
    const { app, calls } = await open();
    const { data } = app.services;
    const upload = await file(join(data.datasets, '.uploads', 'batch-1', 'chats.jsonl'), ...sound);
    const { id, task } = await calls['datasets.add']({ paths: [upload] }, client);
    await endOf(app, task);
    const own = join(data.datasets, id, 'files', 'chats.jsonl');
    expect((await findDataset(data, id)).files).toEqual([own]);
    expect(await readdir(join(data.datasets, '.uploads'))).toEqual([]);
    const { id: run } = await newRun(data);
    await data.catalogue.update((catalogue) => {
      const record = catalogue.runs[run];
      if (record) catalogue.runs[run] = { ...record, status: 'paused', datasets: [own] };
    });
    await expect(calls['datasets.remove']({ id }, client)).rejects.toMatchObject({ code: 'RUN_HELD' });
    // Nor under one that is only evaluated on it.
    await data.catalogue.update((catalogue) => {
      const record = catalogue.runs[run];
      if (record) catalogue.runs[run] = { ...record, datasets: [] };
    });
    const evaluated = { ...recipe, dataset: { ...recipe.dataset, evalFiles: [own] } };
    await writeFile(join(data.runs, run, 'recipe.json'), JSON.stringify(evaluated));
    await expect(calls['datasets.remove']({ id }, client)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await data.catalogue.update((catalogue) => {
      delete catalogue.runs[run];
    });
    const { task: reading } = await calls['datasets.check']({ id }, client);
    const { trash } = await calls['datasets.remove']({ id }, client);
    expect(app.tasks.list().find((each) => each.id === reading)).toMatchObject({ status: 'cancelled' });
    expect(await listDatasets(data)).toEqual([]);
    await expect(stat(own)).rejects.toThrow();
    await restoreFromTrash(data, trash);
    expect(await readFile(own, 'utf8')).toBe(lines(...sound));
    expect((await calls['datasets.list']({}, client))[0]).toMatchObject({ id, rows: 20, missing: [] });
  });
});

describe('mending', () => {
  it('enters a copy in which the next check finds none of the chosen problems; the original stays', async () => {
    const { app, calls, root } = await open();
    const messy = [
      ...sound,
      ...['no json', "{'messages': [{'role': 'user', 'content': 'py'}, {'role': 'assistant', 'content': 'thon'}]}", sound[1] as string, chat('unanswered', '')],
      JSON.stringify({ messages: [...JSON.parse(sound[2] as string).messages, { role: 'user', content: 'thanks' }], extra: 1 }),
    ];
    const path = await file(join(root, 'messy.jsonl'), ...messy);
    const { id, task } = await calls['datasets.add']({ paths: [path] }, client);
    await endOf(app, task);
    await calls['datasets.update']({ id, settings: { model, sequenceLength: 64 } }, client).then(({ task: again }) => endOf(app, again as string));
    const { fixes, summary } = await calls['datasets.get']({ id }, client);
    expect(summary.trainedTokens).toBeGreaterThan(100);
    const chosen = fixes.filter(({ recommended }) => recommended).map((fix) => fix.id);
    expect(chosen).toEqual(['convert-python', 'drop-trailing', 'drop-rejected', 'drop-duplicates']);
    const cleaned = await endOf<'clean'>(app, (await calls['datasets.clean']({ id, fixes: chosen }, client)).task);
    expect(cleaned.result).toMatchObject({ dataset: 'messy-mended', rows: 21, dropped: 4 });
    const check = app.tasks.list().find(({ kind, subject }) => kind === 'check' && subject === 'messy-mended');
    expect((await endOf<'check'>(app, check?.id as string)).result).toMatchObject({ rows: 21, accepted: 21 });
    const mended = await calls['datasets.get']({ id: 'messy-mended' }, client);
    expect(mended.fixes).toEqual([]);
    expect(mended.summary).toMatchObject({ name: 'messy (mended)', errors: 0 });
    expect(await readFile(path, 'utf8')).toBe(lines(...messy));
    const { data } = app.services;
    expect(JSON.parse(await readFile(join(data.datasets, 'messy-mended', 'receipt.json'), 'utf8'))).toMatchObject({ from: [path], fixes: chosen, written: 21 });
    expect(await readdir(join(data.datasets, '.uploads'))).toEqual([]);
  });

  it('that was cancelled or leaves no row enters nothing', async () => {
    const { app, calls, root } = await open();
    const { id, task } = await calls['datasets.add'](
      { paths: [await file(join(root, 'bad.jsonl'), ...Array.from({ length: 12 }, () => chat('q', '')))] },
      client,
    );
    await endOf(app, task);
    const failed = await endOf(app, (await calls['datasets.clean']({ id, fixes: ['drop-rejected'] }, client)).task);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'NOTHING_TRAINABLE' } });
    const started = await calls['datasets.clean']({ id, fixes: ['drop-rejected'] }, client);
    app.tasks.cancel(started.task);
    expect(await endOf(app, started.task)).toMatchObject({ status: 'cancelled' });
    expect((await listDatasets(app.services.data)).map((each) => each.id)).toEqual(['bad']);
    expect(await readdir(join(app.services.data.datasets, '.uploads'))).toEqual([]);
  });
});

describe('rows', () => {
  it('come with tokens, cut and problems; those with a problem alone once it was checked', async () => {
    const { app, calls, root } = await open();
    const path = await file(join(root, 'chats.jsonl'), ...sound, chat('long', 'word '.repeat(200)), sound[5] as string);
    const { id, task } = await calls['datasets.add']({ paths: [path] }, client);
    await endOf(app, task);
    await appendFile(path, lines(chat('new', 'row')));
    await expect(calls['datasets.rows']({ id, model: null, from: 1, count: 10, problem: null }, client)).rejects.toMatchObject({ code: 'BAD_USAGE' });
    const update = await calls['datasets.update']({ id, settings: { model, sequenceLength: 32 } }, client);
    await endOf(app, update.task as string);
    const all = await calls['datasets.rows']({ id, model, from: 20, count: 3 }, client);
    expect(all.total).toBe(23);
    expect(all.rows.map(({ row, cut, problems }) => [row, cut, problems.map(({ code }) => code)])).toEqual([
      [20, null, []],
      [21, 0, ['OVER_LONG']],
      [22, null, ['DUPLICATE']],
    ]);
    expect(all.rows[0]?.tokens?.some(({ trained }) => trained)).toBe(true);
    // The very same rows: no host is started for a page that was just read.
    expect((await calls['datasets.rows']({ id, model, from: 20, count: 3 }, client)).rows[0]).toBe(all.rows[0]);
    const bad = await calls['datasets.rows']({ id, model: null, from: 1, count: 10, problem: null }, client);
    expect([bad.total, bad.rows.map(({ row }) => row)]).toEqual([2, [21, 22]]);
    const gone = new AbortController();
    gone.abort();
    await expect(calls['datasets.rows']({ id, model: null, from: 1, count: 10 }, { signal: gone.signal })).rejects.toMatchObject({ code: 'STOPPED' });
  });
});

it('uploads that nobody enters go after two days', async () => {
  const { app } = await open();
  const { data } = app.services;
  const day = 24 * 60 * 60 * 1000;
  await file(join(data.datasets, '.uploads', 'old', 'a.jsonl'), ...sound);
  await expireUploads(data, Date.now() + day);
  expect(await readdir(join(data.datasets, '.uploads'))).toEqual(['old']);
  await expireUploads(data, Date.now() + 3 * day);
  expect(await readdir(join(data.datasets, '.uploads'))).toEqual([]);
});

it('uploads that are refused go at once, and nothing that was entered', async () => {
  const { app, calls } = await open();
  const { data } = app.services;
  const uploads = join(data.datasets, '.uploads');
  const chats = await file(join(uploads, 'one', 'chats.jsonl'), ...sound);
  const empty = await file(join(uploads, 'one', 'empty.jsonl'));
  const other = await file(join(uploads, 'one', 'other.jsonl'), ...sound);
  await expect(calls['datasets.add']({ paths: [chats, empty] }, client)).rejects.toMatchObject({ code: 'BAD_DATASET' });
  expect(await readdir(join(uploads, 'one'))).toEqual(['other.jsonl']);
  const folder = join(uploads, 'two', 'pictures');
  await file(join(folder, 'list.txt'), 'a.png');
  await expect(calls['datasets.add']({ paths: [other, folder] }, client)).rejects.toMatchObject({ code: 'BAD_DATASET' });
  expect(await readdir(uploads)).toEqual([]);

  const uploaded = join(uploads, 'three', 'model');
  await cp(model, uploaded, { recursive: true });
  const models = modelsHandlers(app);
  const { id, path } = await models['models.add']({ path: uploaded }, client);
  expect(path).toBe(join(data.models, id, 'model'));
  expect((await readdir(path)).sort()).toEqual((await readdir(model)).sort());
  await models['models.remove']({ id }, client);
  expect(await readdir(data.models)).not.toContain(id);
  const none = await file(join(uploads, 'four', 'model', 'notes.txt'), 'no model');
  await expect(models['models.add']({ path: dirname(none) }, client)).rejects.toMatchObject({ code: 'BAD_MODEL' });
  expect(await readdir(uploads)).toEqual([]);
});

it('uploads that could not be entered for another reason wait for another try', async () => {
  const { app } = await open();
  const { data } = app.services;
  const uploaded = await file(join(data.datasets, '.uploads', 'one', 'chats.jsonl'), ...sound);
  const died = new MixwrightError('ENGINE_ABORTED', 'the engine is gone');
  await expect(enterUploads(data, [uploaded], () => Promise.reject(died))).rejects.toBe(died);
  expect(await readdir(dirname(uploaded))).toEqual(['chats.jsonl']);
});

it('a dataset to evaluate on must be there, and another one', async () => {
  const { app, calls, root } = await open();
  const { id, task } = await calls['datasets.add']({ paths: [await file(join(root, 'chats.jsonl'), ...sound)] }, client);
  await endOf(app, task);
  await expect(calls['datasets.update']({ id, settings: { evalDataset: id } }, client)).rejects.toMatchObject({ code: 'BAD_USAGE' });
  await expect(calls['datasets.update']({ id, settings: { evalDataset: 'chat' } }, client)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: { hint: 'did you mean "chats"?' },
  });
  expect((await findDataset(app.services.data, id)).settings.evalDataset).toBeNull();
});

it('settings that change while a check runs end it and begin another', async () => {
  const { app, calls, root } = await open();
  const { id, task } = await calls['datasets.add']({ paths: [await file(join(root, 'chats.jsonl'), ...sound)] }, client);
  expect((await calls['datasets.check']({ id }, client)).task).toBe(task);
  const update = await calls['datasets.update']({ id, settings: { sequenceLength: 128 } }, client);
  expect(await endOf(app, task)).toMatchObject({ status: 'cancelled' });
  expect(await endOf(app, update.task as string)).toMatchObject({ status: 'done' });
});
