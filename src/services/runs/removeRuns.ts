/** Puts runs into the trash: all of them or, when one is going on, none. */
import { MixwrightError } from '../../shared/errors.ts';
import type { Trash } from '../app/context.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { findRun } from './findRun.ts';
import { isWaiting, leaveQueue } from './queueRecord.ts';
import { runOwner } from './runOwner.ts';

/** @returns the entries' ids. @throws MixwrightError NOT_FOUND; RUN_HELD while a process has one of them. */
export async function removeRuns(data: DataDirectory, trash: Trash, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => findRun(data, id)));
  for (const { record, directory } of found) {
    const owner = await runOwner(directory);
    if (owner === null) continue;
    throw new MixwrightError('RUN_HELD', `${record.name} is going on (process ${owner})`, {
      file: directory,
      hint: 'stop it first (in a terminal, Ctrl-C saves and stops); nothing was removed',
    });
  }
  const entries: string[] = [];
  for (const { record, directory } of found) {
    if (isWaiting(record)) await leaveQueue(data, record.id);
    entries.push(await trash.put({ kind: 'run', name: record.name, folder: directory }));
  }
  return entries;
}
