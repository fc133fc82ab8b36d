import { describe, expect, it } from 'vitest';
import { runStanding } from '../../../../src/renderer/screens/runs/runStanding.ts';

type Run = Parameters<typeof runStanding>[0];

const running: Run = { status: 'running', phase: '', queued: null, step: 120, totalSteps: 250, etaSeconds: 170, error: null };
const of = (change: Partial<Run>): ReturnType<typeof runStanding> => runStanding({ ...running, ...change });

describe('where a run stands', () => {
  it('is its share and what is left while it goes on', () => {
    expect(of({})).toEqual({ share: '48 %', words: '3 min left', whole: '120 of 250 steps, 3 min left', bar: true });
    expect(of({ phase: 'evaluating' })).toMatchObject({ words: 'evaluating', whole: '120 of 250 steps, 3 min left, evaluating', bar: true });
    expect(of({ status: 'paused' })).toMatchObject({ share: '48 %', words: '', bar: true });
  });

  it('has no share before the first step, and none of an unknown whole', () => {
    expect(of({ status: 'preparing', phase: 'loading', step: 0, totalSteps: null, etaSeconds: null })).toMatchObject({
      share: '',
      words: 'loading',
      bar: false,
    });
    expect(of({ totalSteps: null, etaSeconds: null })).toMatchObject({ share: '120 steps', words: '', bar: false });
  });

  it('is the place of one that waits, whether it is new or goes on', () => {
    expect(of({ status: 'queued', queued: 1, step: 0, phase: 'waiting for a run' })).toMatchObject({
      words: 'next in the queue',
      whole: 'next in the queue, waiting for a run',
      bar: false,
    });
    expect(of({ status: 'queued', queued: 3 })).toMatchObject({ words: 'place 3 in the queue', whole: 'place 3 in the queue, 120 of 250 steps' });
  });

  it('is how it ended', () => {
    expect(of({ status: 'done', step: 250 })).toMatchObject({ share: '', words: '250 steps', bar: false });
    expect(of({ status: 'interrupted' })).toMatchObject({ words: 'at 120 of 250 steps' });
    const error = { code: 'INTERNAL', message: 'the device ran out of memory', hint: 'take a smaller micro-batch' } as const;
    expect(of({ status: 'failed', error })).toEqual({
      share: '',
      words: 'the device ran out of memory',
      whole: 'the device ran out of memory\ntake a smaller micro-batch\nat 120 of 250 steps',
      bar: false,
      tone: 'bad',
    });
  });
});
