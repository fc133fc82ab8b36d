import { describe, expect, it } from 'vitest';
import type { Report, ReportBlock } from '../../src/report/report.ts';
import { type RunRecords, runReport } from '../../src/report/runReport.ts';
import { evalMetric, proofs, recipe, routedStep, stepMetric } from './support.ts';

const records: RunRecords = {
  id: 'a-run',
  recipe,
  steps: [routedStep(1, [[1, 1, 1, 1]]), routedStep(2, [[3, 1, 0, 0]])],
  evaluations: [evalMetric(1, 4, { sort: 5, sum: 3 }), evalMetric(2, 2, { sort: 3, sum: 1 })],
  events: [],
  proofs,
};

const titles = ({ sections }: Report): string[] => sections.map(({ title }) => title);
const blocksOf = (report: Report): ReportBlock[] => report.sections.flatMap(({ blocks }) => blocks);

function named<T extends ReportBlock['type']>(report: Report, type: T, title: string): Extract<ReportBlock, { type: T }> {
  const found = blocksOf(report).find((block) => block.type === type && 'title' in block && block.title === title);
  if (!found) throw new Error(`no ${type} "${title}"`);
  return found as Extract<ReportBlock, { type: T }>;
}

describe('runReport', () => {
  it('says in a sentence what was trained and what it came to', () => {
    expect(runReport(records).summary).toBe('mixlora on starter, 2 steps over sample.jsonl: the loss on held-out rows went from 4 to 2.');
    expect(runReport({ ...records, evaluations: [] }).summary).toContain('the training loss went from 4.9 to 4.8');
    expect(runReport({ ...records, recipe: { ...recipe, methods: [] } }).summary).toMatch(/^Full fine-tuning on starter/);
  });

  it('shows the best evaluation, which need not be the last', () => {
    const figures = blocksOf(runReport({ ...records, evaluations: [evalMetric(1, 4), evalMetric(2, 1), evalMetric(3, 2)] }))[0];
    expect(figures).toMatchObject({ figures: expect.arrayContaining([expect.objectContaining({ label: 'Held-out loss', value: '1' })]) });
  });

  it('draws training and held-out loss in one chart, tasks in another', () => {
    const report = runReport(records);
    expect(named(report, 'chart', 'Loss').series.map(({ label, points }) => [label, points.map(({ y }) => y)])).toEqual([
      ['training', [4.9, 4.8]],
      ['held-out rows', [4, 2]],
    ]);
    expect(named(report, 'chart', 'Loss on held-out rows, by task').series.map(({ label }) => label)).toEqual(['sort', 'sum']);
  });

  it('turns a loss that was not finite into a gap', () => {
    const broken = stepMetric(2, { loss: null as unknown as number });
    expect(named(runReport({ ...records, steps: [stepMetric(1), broken] }), 'chart', 'Loss').series[0]?.points[1]).toEqual({ x: 2, y: null });
  });

  it('smooths long curves over what was measured', () => {
    const steps = Array.from({ length: 200 }, (_, i) => stepMetric(i + 1, { loss: i % 2 }));
    const training = named(runReport({ ...records, steps }), 'chart', 'Loss').series[0];
    expect(training?.behind?.map(({ y }) => y).slice(0, 3)).toEqual([0, 1, 0]);
    expect(training?.points.slice(10, 190).every(({ y }) => y !== null && y > 0.3 && y < 0.7)).toBe(true);
  });

  it('marks where the run was resumed, in the chart and in words', () => {
    const report = runReport({ ...records, events: [{ type: 'resumed', step: 1, dropped: 3 }] });
    expect(named(report, 'chart', 'Loss').marks).toEqual([{ x: 1, label: 'resumed' }]);
    expect(JSON.stringify(report.sections)).toContain('Resumed after step 1; 3 records beyond the checkpoint were computed again.');
  });

  it('shows the load of every expert at the last step and on the way', () => {
    const report = runReport(records);
    expect(named(report, 'heatmap', 'Load of every expert at step 2').values).toEqual([[3, 1, 0, 0]]);
    const overTime = named(report, 'heatmap', 'Load of every expert over the run, step by step');
    expect(overTime.columns.map(({ label }) => label)).toEqual(['1', '2']);
    expect(overTime.values).toEqual([
      [1, 3],
      [1, 1],
      [1, 0],
      [1, 0],
    ]);
  });

  it('shows layers instead of experts where there are too many', () => {
    const load = Array.from({ length: 128 }, (_, expert) => (expert === 0 ? 2 : 1));
    const overTime = named(
      runReport({ ...records, steps: [routedStep(1, [load, load])] }),
      'heatmap',
      'Load of the busiest expert of every layer, step by step',
    );
    expect(overTime.values).toEqual([[2], [2]]);
  });

  it('speaks of experts only where there are routers', () => {
    expect(titles(runReport(records))).toContain('Experts');
    expect(titles(runReport({ ...records, steps: [stepMetric(1)] }))).not.toContain('Experts');
  });

  it('shows a failed proof as failed, with its reason', () => {
    const fit = { ...proofs.fit, ok: false, detail: 'scratch: predicted 100 bytes, allocated 120' };
    expect(named(runReport({ ...records, proofs: { ...proofs, fit } }), 'proof', 'Memory is what was foreseen')).toMatchObject({
      ok: false,
      detail: 'Scratch: predicted 100 bytes, allocated 120.',
    });
  });

  it('names the batch as it enters a step, accumulation included', () => {
    const table = blocksOf(runReport(records)).find((block) => block.type === 'table' && !block.folded);
    expect(table).toMatchObject({ rows: expect.arrayContaining([['Batch', '8 × 128 tokens, in 2 micro-batches']]) });
  });

  it('can be made of a run that was stopped before its first step', () => {
    const report = runReport({ ...records, steps: [], evaluations: [], proofs: {} });
    expect(report.summary).toContain('no step was finished');
    expect(titles(report)).not.toContain('Proofs');
  });
});
