/** Long work that is no run: begun at once, kept while the application is open, told to every reader as it goes on. */
import { randomUUID } from 'node:crypto';
import type { Notice } from '../../shared/api/app.ts';
import type { Task, TaskKind, TaskOf } from '../../shared/api/tasks.ts';
import { type ErrorObject, MixwrightError, toErrorObject } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { createBell } from './bell.ts';
import type { Changes, Notices, TaskControl, Tasks, TaskWork } from './context.ts';

/** Readers hear of a change at most this often. */
const readersEveryMs = 100;
/** Ended ones beyond this many go, the oldest first. */
const keptEnded = 50;

/** Screens that show how a task about them goes and ends. */
const screens: Readonly<Partial<Record<TaskKind, (subject: string) => string>>> = {
  check: (id) => `/datasets/${id}`,
  clean: (id) => `/datasets/${id}`,
  convert: () => '/convert',
  export: () => '/export',
};

function aboutOf({ kind, subject }: Pick<TaskWork<TaskKind>, 'kind' | 'subject'>): Pick<Notice, 'about'> {
  const about = screens[kind]?.(subject);
  return about === undefined ? {} : { about };
}

function failed(work: Pick<TaskWork<TaskKind>, 'kind' | 'subject' | 'title'>, { message, hint }: ErrorObject): Omit<Notice, 'id' | 'at'> {
  const about = aboutOf(work);
  const body = [message, hint]
    .filter((text) => text !== undefined)
    .map(sentence)
    .join(' ');
  return { level: 'error', title: `${work.title}: failed`, body, action: about.about === undefined ? null : { label: 'Show', route: about.about }, ...about };
}

export function createTasks({ changes, notices }: { readonly changes: Changes; readonly notices: Notices }): Tasks {
  /** Oldest first. */
  const tasks = new Map<string, Task>();
  const aborts = new Map<string, AbortController>();
  const endings = new Map<string, Promise<void>>();
  const bell = createBell();

  function change<K extends TaskKind>(id: string, patch: Partial<TaskOf<K>>): void {
    const task = tasks.get(id);
    if (!task) return;
    tasks.set(id, { ...task, ...patch } as Task);
    bell.ring();
  }

  async function run<K extends TaskKind>(id: string, work: TaskWork<K>, abort: AbortController): Promise<void> {
    const ended = (patch: Partial<TaskOf<K>>): void => change(id, { ...patch, endedAt: new Date().toISOString(), progress: null, phase: '' });
    try {
      const result = await work.run(controlOf(id, abort.signal));
      ended({ status: 'done', result } as Partial<TaskOf<K>>);
      const notice = work.done?.(result);
      if (notice) notices.tell({ ...notice, ...aboutOf(work) });
    } catch (error) {
      const told = toErrorObject(error);
      const cancelled = abort.signal.aborted || told.code === 'STOPPED';
      ended({ status: cancelled ? 'cancelled' : 'failed', error: cancelled ? null : told } as Partial<TaskOf<K>>);
      if (!cancelled) notices.tell(failed(work, told));
    } finally {
      aborts.delete(id);
      changes.announce('tasks', ...(work.changes ?? []));
    }
  }

  function controlOf(id: string, signal: AbortSignal): TaskControl {
    return {
      signal,
      phase: (phase) => change(id, { phase, progress: null }),
      progress: ({ phase, done, total, unit }) => change(id, { phase, progress: { done, total, unit } }),
      note(severity, code, message) {
        change(id, { notes: [...(tasks.get(id)?.notes ?? []), { severity, code, message }] });
      },
    };
  }

  function makeRoom(): void {
    const ended = [...tasks.values()].filter(({ status }) => status !== 'running');
    for (const { id } of ended.slice(0, Math.max(0, ended.length - keptEnded))) tasks.delete(id);
  }

  return {
    start(work) {
      makeRoom();
      const { kind, title, subject } = work;
      const [id, startedAt] = [randomUUID(), new Date().toISOString()];
      const begun = { phase: '', progress: null, notes: [], startedAt, endedAt: null, error: null, result: null } as const;
      tasks.set(id, { id, kind, title, subject, status: 'running', ...begun } as Task);
      const abort = new AbortController();
      aborts.set(id, abort);
      endings.set(
        id,
        run(id, work, abort).finally(() => endings.delete(id)),
      );
      bell.ring();
      changes.announce('tasks');
      return id;
    },
    list: () => [...tasks.values()].reverse(),
    async *watch(signal) {
      while (!signal.aborted) {
        const seen = bell.rings();
        yield [...tasks.values()].reverse();
        await bell.after(seen, signal);
        await bell.after(Number.POSITIVE_INFINITY, signal, readersEveryMs);
      }
    },
    cancel(id) {
      aborts.get(id)?.abort(new MixwrightError('STOPPED', 'cancelled'));
    },
    ended: async (id) => endings.get(id),
    dismiss(id) {
      if (tasks.get(id)?.status === 'running') return;
      tasks.delete(id);
      bell.ring();
    },
    async close() {
      for (const abort of aborts.values()) abort.abort(new MixwrightError('STOPPED', 'the application is closing'));
      await Promise.all(endings.values());
    },
  };
}
