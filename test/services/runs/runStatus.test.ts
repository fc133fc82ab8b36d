import { describe, expect, it } from 'vitest';
import { advance, hasEnded, statusOfPhase } from '../../../src/services/runs/runStatus.ts';
import { type RunStatus, runStatuses } from '../../../src/shared/run.ts';

const follow = (path: readonly RunStatus[]): RunStatus => path.reduce(advance);

describe('run status', () => {
  it.each<[string, readonly RunStatus[]]>([
    ['to its end', ['queued', 'preparing', 'running', 'finalizing', 'done']],
    ['through a pause', ['running', 'pausing', 'paused', 'running', 'finalizing', 'done']],
    ['and stops while paused', ['paused', 'finalizing', 'stopped']],
    ['again after an interruption', ['running', 'interrupted', 'preparing', 'running']],
    ['further after it was done', ['done', 'preparing', 'running']],
  ])('goes %s', (_, path) => {
    expect(follow(path)).toBe(path.at(-1));
  });

  it('stays as it ended when news comes late', () => {
    expect(advance('stopped', 'failed')).toBe('stopped');
    expect(advance('done', 'running')).toBe('done');
    expect(advance('failed', 'interrupted')).toBe('failed');
  });

  it.each<[RunStatus, RunStatus]>([
    ['running', 'queued'],
    ['running', 'preparing'],
    ['finalizing', 'running'],
    ['queued', 'done'],
    ['running', 'done'],
  ])('never goes from %s to %s', (from, to) => {
    expect(() => advance(from, to)).toThrow(`a run that is ${from} cannot become ${to}`);
  });

  it('can be failed, stopped or interrupted at any time before its end', () => {
    for (const status of runStatuses.filter((each) => !hasEnded(each))) {
      expect(['failed', 'stopped', 'interrupted'].map((end) => advance(status, end as RunStatus))).toEqual(['failed', 'stopped', 'interrupted']);
    }
  });

  it('follows the phases that a host tells of', () => {
    expect(['preparing', 'loading', 'training', 'saving', 'paused', 'finalizing'].map(statusOfPhase)).toEqual([
      'preparing',
      null,
      'running',
      null,
      'paused',
      'finalizing',
    ]);
  });
});
