import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createChanges } from '../../../src/services/app/changes.ts';
import { createNotices } from '../../../src/services/app/notices.ts';
import { createTasks } from '../../../src/services/app/tasks.ts';
import { watchDirectory } from '../../../src/services/app/watchDirectory.ts';
import { registerDataset } from '../../../src/services/datasets/datasets.ts';
import { openSettings, readSettings } from '../../../src/services/settings.ts';
import type { Topic } from '../../../src/shared/api/app.ts';
import { defaultSettings } from '../../../src/shared/api/settings.ts';
import type { Task } from '../../../src/shared/api/tasks.ts';
import { MixwrightError } from '../../../src/shared/errors.ts';
import { eventually } from '../../support/eventually.ts';
import { newRun, temporaryDataDirectory } from '../support.ts';

describe('changes', () => {
  it('reach every reader once, those of a burst together', async () => {
    const changes = createChanges();
    const abort = new AbortController();
    const reader = changes.watch(abort.signal)[Symbol.asyncIterator]();
    changes.announce('runs');
    changes.announce('models', 'runs');
    expect(await reader.next()).toEqual({ done: false, value: { topics: ['runs', 'models'] } });
    const next = reader.next();
    changes.announce('trash');
    expect((await next).value).toEqual({ topics: ['trash'] });
    abort.abort();
    expect((await reader.next()).done).toBe(true);
  });

  it('are noticed when another process makes them', async () => {
    const data = await temporaryDataDirectory();
    await newRun(data);
    const told: Topic[] = [];
    const stop = watchDirectory(data, (topics) => told.push(...topics));
    onTestFinished(stop);
    let change = 0;
    await eventually(async () => {
      // Again and again: it may not have had its first look yet.
      await registerDataset(data, [`/data/rows-${change++}.jsonl`]);
      await openSettings(data).update({ threads: 1 + (change % 2) });
      expect(told).toEqual(expect.arrayContaining(['datasets', 'settings']));
    });
    expect([...new Set(told)].sort()).toEqual(['datasets', 'settings']);
  });
});

describe('notices', () => {
  it('are told to readers from when they began, the oldest lost to one that does not look', async () => {
    const notices = createNotices();
    const notice = { level: 'info', body: '', action: null } as const;
    notices.tell({ ...notice, title: 'before' });
    const reader = notices.watch(new AbortController().signal)[Symbol.asyncIterator]();
    for (let count = 1; count <= 120; count++) notices.tell({ ...notice, title: String(count) });
    expect((await reader.next()).value).toMatchObject({ title: '21', level: 'info' });
    await reader.return?.();
  });

  it('that no page has read wait for the next one, the newest of the last minutes', async () => {
    const notices = createNotices();
    const notice = { level: 'info', body: '', action: null } as const;
    const readTwo = async (): Promise<unknown[]> => {
      const reader = notices.watch(new AbortController().signal, { missed: true })[Symbol.asyncIterator]();
      const titles = [(await reader.next()).value.title, (await reader.next()).value.title];
      await reader.return?.();
      return titles;
    };
    const other = notices.watch(new AbortController().signal)[Symbol.asyncIterator]();
    for (let count = 1; count <= 30; count++) notices.tell({ ...notice, title: String(count) });
    expect((await other.next()).value).toMatchObject({ title: '1' });
    expect(await readTwo()).toEqual(['11', '12']);
    expect(await readTwo()).toEqual(['13', '14']);
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    notices.tell({ ...notice, title: 'old' });
    vi.setSystemTime(Date.now() + 10 * 60_000);
    for (const title of ['c', 'd']) notices.tell({ ...notice, title });
    expect(await readTwo()).toEqual(['c', 'd']);
  });
});

describe('tasks', () => {
  it('tell how far they are, end with a result, an error or by wish, and can be taken off the list', async () => {
    const [changes, notices] = [createChanges(), createNotices()];
    const tasks = createTasks({ changes, notices });
    const announced: Topic[] = [];
    changes.listen((topics) => announced.push(...topics));
    const bad = new AbortController();
    const told = notices.watch(bad.signal)[Symbol.asyncIterator]();
    const kind = { kind: 'library', title: 'Add CUDA', subject: 'cuda' } as const;
    const result = { library: 'cuda', bytes: 1 };
    const good = tasks.start({
      ...kind,
      changes: ['libraries'],
      async run(control) {
        control.phase('downloading');
        control.progress({ phase: 'downloading', done: 1, total: 2, unit: 'bytes' });
        control.note('warning', 'SLOW', 'slow');
        await sleep(150);
        return result;
      },
      done: () => ({ level: 'success', title: 'CUDA is there', body: '', action: null }),
    });
    const failing = tasks.start({ ...kind, run: () => Promise.reject(new MixwrightError('DISK_FULL', 'no room', { hint: 'make some' })) });
    const endless = tasks.start({
      ...kind,
      run: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const states: (readonly Task[])[] = [];
    for await (const list of tasks.watch(new AbortController().signal)) {
      states.push(list);
      if (list.find(({ id }) => id === good)?.status === 'done') break;
    }
    expect(states[0]?.find(({ id }) => id === good)).toMatchObject({
      phase: 'downloading',
      progress: { done: 1, total: 2 },
      notes: [{ code: 'SLOW' }],
      result: null,
    });
    tasks.cancel(endless);
    await Promise.all([endless, failing].map(tasks.ended));
    const byId = (id: string): Task | undefined => tasks.list().find((task) => task.id === id);
    expect(byId(good)).toMatchObject({ status: 'done', result, error: null, progress: null });
    expect(byId(failing)).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' }, result: null });
    expect(byId(endless)).toMatchObject({ status: 'cancelled', error: null });
    expect([(await told.next()).value, (await told.next()).value]).toMatchObject([
      { level: 'error', body: 'No room. Make some.', action: null },
      { level: 'success' },
    ]);
    expect(announced).toContain('libraries');
    tasks.dismiss(failing);
    expect(tasks.list().map(({ id }) => id)).toEqual([endless, good]);
    bad.abort();
  });

  it('name the screen that shows how they end', async () => {
    const [stop, notices] = [new AbortController(), createNotices()];
    const tasks = createTasks({ changes: createChanges(), notices });
    const told = notices.watch(stop.signal)[Symbol.asyncIterator]();
    const fails = (kind: 'convert' | 'check', subject: string): string =>
      tasks.start({ kind, title: kind, subject, run: () => Promise.reject(new MixwrightError('DISK_FULL', 'no room')) });
    for (const id of [fails('check', 'chats'), fails('convert', '/models/moe')]) await tasks.ended(id);
    expect([(await told.next()).value, (await told.next()).value]).toMatchObject([
      { about: '/datasets/chats', action: { route: '/datasets/chats' } },
      { about: '/convert', action: { route: '/convert' } },
    ]);
    stop.abort();
  });

  it('are cancelled and waited for when the application closes', async () => {
    const tasks = createTasks({ changes: createChanges(), notices: createNotices() });
    let ended = false;
    tasks.start({
      ...{ kind: 'library', title: 'Add CUDA', subject: 'cuda' },
      async run({ signal }) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await sleep(30);
        ended = true;
        throw signal.reason;
      },
    });
    await tasks.close();
    expect(ended).toBe(true);
  });
});

describe('settings', () => {
  it('are the defaults until one is changed, which changes nothing else', async () => {
    const data = await temporaryDataDirectory();
    let changed = 0;
    const settings = openSettings(data, { changed: () => changed++ });
    expect(await settings.get()).toEqual(defaultSettings);
    await settings.update({ theme: 'dark', queue: { paused: true } });
    await settings.update({ threads: 3, theme: undefined });
    expect(await readSettings(data, vi.fn())).toEqual({ ...defaultSettings, theme: 'dark', threads: 3, queue: { continueOnError: true, paused: true } });
    expect(changed).toBe(2);
    await expect(settings.update({ threads: 0 })).rejects.toThrow();
    expect((await settings.get()).threads).toBe(3);
  });

  it('of an earlier version are completed, damaged ones put aside and told', async () => {
    const data = await temporaryDataDirectory();
    await writeFile(data.settingsFile, JSON.stringify({ version: 1, data: { theme: 'light', queue: { paused: true } } }));
    const warnings: string[] = [];
    const settings = openSettings(data, { warn: (message) => warnings.push(message) });
    expect(await settings.get()).toEqual({ ...defaultSettings, theme: 'light', queue: { continueOnError: true, paused: true } });
    await settings.update({ density: 'compact' });
    await writeFile(data.settingsFile, '{"version":1,"data":{"theme":"pink"}}');
    expect((await settings.get()).theme).toBe('light');
    expect(warnings).toHaveLength(1);
    expect(JSON.parse(await readFile(data.settingsFile, 'utf8'))).toMatchObject({ version: 1, data: { theme: 'light' } });
  });
});
