import { describe, expect, it } from 'vitest';
import { createMetricColumns } from '../../../src/renderer/stores/metricColumns.ts';
import { newestStep, withNewestStep } from '../../../src/renderer/stores/newestStep.ts';
import type { RunRow } from '../../../src/shared/api/runs.ts';

const row = { id: 'a', status: 'running', step: 134, loss: 0.9, name: 'First' } as RunRow;

describe('the newest step that anybody knows', () => {
  it('is that of the metrics, a loss that is no number none', () => {
    const columns = createMetricColumns();
    expect(newestStep(columns)).toBeNull();
    const batch = { epoch: 1, from: 0, evaluations: [], routers: null, resumed: [] };
    columns.append({ ...batch, columns: { step: Float64Array.of(1, 2), loss: Float64Array.of(3, 2.5) } });
    expect(newestStep(columns)).toEqual({ step: 2, loss: 2.5 });
    columns.append({ ...batch, from: 2, columns: { step: Float64Array.of(3), loss: Float64Array.of(Number.NaN) } });
    expect(newestStep(columns)).toEqual({ step: 3, loss: null });
  });

  it('is what a row says, unless it is older', () => {
    expect(withNewestStep(row, { step: 138, loss: 0.8 })).toEqual({ ...row, step: 138, loss: 0.8 });
    expect(withNewestStep(row, { step: 134, loss: 0.8 })).toBe(row);
    expect(withNewestStep(row, null)).toBe(row);
  });

  it('is the row’s once the run goes on no more: it may have been cut back', () => {
    for (const status of ['done', 'stopped', 'queued', 'paused'] as const) {
      const ended = { ...row, status };
      expect(withNewestStep(ended, { step: 138, loss: 0.8 })).toBe(ended);
    }
  });
});
