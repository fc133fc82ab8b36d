/** The task that a screen made for its kind shows: how it goes, and how it ended. */
import { useSessionStorage } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Task, TaskKind, TaskOf } from '../../shared/api/tasks.ts';
import { useTasks } from './TasksContext.tsx';

/** The newest, whoever began it, until its screen is left after its end: where that is open, nothing else tells of it. Null: there is none to tell of. */
export function useShownTask<K extends TaskKind>(kind: K): TaskOf<K> | null {
  const [told, setTold] = useSessionStorage({ key: `mixwright.told.${kind}`, defaultValue: '', getInitialValueInEffect: false });
  const [toldBefore] = useState(told);
  const task = shownTask(useTasks(), kind, { told, toldBefore });
  const ended = task && task.status !== 'running' ? task.startedAt : null;
  useEffect(() => {
    if (ended !== null) setTold(ended);
  }, [ended, setTold]);
  return task;
}

interface Told {
  /** When the newest task was begun whose end this window has shown; '': none. */
  readonly told: string;
  /** The same when the screen was opened. */
  readonly toldBefore: string;
}

/** @param tasks newest first. */
export function shownTask<K extends TaskKind>(tasks: readonly Task[], kind: K, { told, toldBefore }: Told): TaskOf<K> | null {
  const own = tasks.filter((task) => task.kind === kind);
  const found = own.find(({ status }) => status === 'running') ?? own.find(({ startedAt }) => startedAt > toldBefore && startedAt >= told);
  return (found as TaskOf<K> | undefined) ?? null;
}
