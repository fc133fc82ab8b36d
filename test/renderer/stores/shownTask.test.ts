import { describe, expect, it } from 'vitest';
import { shownTask } from '../../../src/renderer/stores/useShownTask.ts';
import type { Task } from '../../../src/shared/api/tasks.ts';

/** @param startedAt its id too. */
function task(kind: Task['kind'], startedAt: string, status: Task['status']): Task {
  const common = { title: '', subject: '', phase: '', progress: null, notes: [], endedAt: null, error: null, result: null };
  return { ...common, kind, id: startedAt, startedAt, status } as Task;
}

function idOf(tasks: readonly Task[], told = '', toldBefore = told): string | null {
  return shownTask(tasks, 'convert', { told, toldBefore })?.id ?? null;
}

describe('the task that a screen shows', () => {
  it('is the one of its kind that goes on, whoever began it', () => {
    const tasks = [task('export', '10:03', 'running'), task('convert', '10:02', 'running'), task('convert', '10:01', 'done')];
    expect(idOf(tasks)).toBe('10:02');
    expect(idOf(tasks, '10:01')).toBe('10:02');
  });

  it('is the newest that has ended, however, also while nobody looked', () => {
    for (const status of ['done', 'failed', 'cancelled'] as const) {
      expect(idOf([task('check', '10:03', 'running'), task('convert', '10:02', status), task('convert', '10:01', 'done')], '10:01')).toBe('10:02');
    }
  });

  it('stays for as long as its screen is open, and is told once', () => {
    const tasks = [task('convert', '10:02', 'failed'), task('convert', '10:01', 'done')];
    expect(idOf(tasks, '10:02', '10:01')).toBe('10:02');
    expect(idOf(tasks, '10:02')).toBeNull();
  });

  it('is no older one again when it is taken off the list', () => {
    expect(idOf([task('convert', '10:01', 'done')], '10:02', '')).toBeNull();
    expect(idOf([])).toBeNull();
  });
});
