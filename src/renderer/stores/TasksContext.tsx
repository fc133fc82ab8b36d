/** The tasks of this session, as the application tells them. */
import { createContext, type ReactNode, use } from 'react';
import type { Task, TaskKind, TaskOf } from '../../shared/api/tasks.ts';
import { useLatest } from './useStream.ts';

const TasksContext = createContext<readonly Task[]>([]);

export function TasksProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const tasks = useLatest('tasks.watch', 'tasks', () => ({})) ?? [];
  return <TasksContext value={tasks}>{children}</TasksContext>;
}

/** Newest first. */
export function useTasks(): readonly Task[] {
  return use(TasksContext);
}

/** The newest task of a kind about a subject (a dataset's id, a path), or by its own id. */
export function useTaskOf<K extends TaskKind>(kind: K, subject: string | null): TaskOf<K> | null {
  const found = useTasks().find((task) => task.kind === kind && (task.subject === subject || task.id === subject));
  return (found as TaskOf<K> | undefined) ?? null;
}
