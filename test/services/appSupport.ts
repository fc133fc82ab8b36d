/** What handlers get, over a data directory of the test's own and real engine hosts. */
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { createChanges } from '../../src/services/app/changes.ts';
import type { AppContext } from '../../src/services/app/context.ts';
import { createNotices } from '../../src/services/app/notices.ts';
import { createTasks } from '../../src/services/app/tasks.ts';
import { openTrash } from '../../src/services/directory/trash.ts';
import { openServices } from '../../src/services/services.ts';
import { openSettings } from '../../src/services/settings.ts';
import type { TaskKind, TaskOf } from '../../src/shared/api/tasks.ts';
import { temporaryFolder } from './support.ts';

export const starter = resolve('resources/starter');

/** @param hostEntry of `bundleHost`; without it no engine host can be started. */
export async function temporaryApp(hostEntry = '/no/host'): Promise<AppContext> {
  const services = await openServices({ dataDirectory: join(await temporaryFolder(), 'data'), hostEntry });
  const [changes, notices] = [createChanges(), createNotices()];
  const settings = openSettings(services.data);
  const tasks = createTasks({ changes, notices });
  onTestFinished(() => tasks.close());
  return { services, starter, face: 'web', version: '0.0.0', changes, notices, tasks, settings, trash: openTrash(services.data, settings) };
}

/** The task when it has ended, however. @param seen called with each of its states on the way. */
export async function endOf<K extends TaskKind>({ tasks }: AppContext, id: string, seen?: (task: TaskOf<K>) => void): Promise<TaskOf<K>> {
  const abort = new AbortController();
  for await (const list of tasks.watch(abort.signal)) {
    const task = list.find((each) => each.id === id) as TaskOf<K> | undefined;
    if (!task) throw new Error(`no task ${id}`);
    seen?.(task);
    if (task.status === 'running') continue;
    abort.abort();
    return task;
  }
  throw new Error('tasks ended');
}
