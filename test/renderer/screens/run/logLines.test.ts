import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../../src/renderer/screens/run/logLines.ts';
import type { LogEntry } from '../../../../src/shared/api/runs.ts';
import type { RunEvent } from '../../../../src/shared/run.ts';

const at = '2026-01-01T00:00:00Z';
const checkpoint = (step: number): LogEntry => ({ at, event: { type: 'checkpoint', step, path: `step-${step}` } as RunEvent });
const sample = (step: number): LogEntry => ({ at: null, event: { type: 'sample', step, prompt: 'Hello', text: '', tokens: 0, end: 'stop' } as RunEvent });

describe('the order of a run’s log', () => {
  it('puts samples, told after all events, before the checkpoint that was saved after them', () => {
    const told = [checkpoint(10), checkpoint(30), sample(10), sample(20), sample(30), sample(40)];
    expect(inOrder(told)).toEqual([sample(10), checkpoint(10), sample(20), sample(30), checkpoint(30), sample(40)]);
  });

  it('puts evaluations before the samples of their step and the checkpoint after both', () => {
    const evaluation = { type: 'eval', step: 10, loss: 1, perplexity: Math.E, tokens: 4, best: true } as const;
    expect(inOrder([checkpoint(10), sample(10)], [evaluation, { ...evaluation, step: 20 }])).toEqual([
      { at: null, event: evaluation },
      sample(10),
      checkpoint(10),
      { at: null, event: { ...evaluation, step: 20 } },
    ]);
  });

  it('leaves a log without samples as it is', () => {
    expect(inOrder([checkpoint(10), checkpoint(20)])).toEqual([checkpoint(10), checkpoint(20)]);
  });
});
