/** What parts do without a screen: options as text, sorting, tokens, searching, metric columns. */
import { describe, expect, it } from 'vitest';
import { matching } from '../../src/renderer/components/matching.ts';
import { optionLabel, optionText, sameValue } from '../../src/renderer/components/options/optionText.ts';
import { leastWidth, leftOut } from '../../src/renderer/components/table/leftOut.ts';
import { sortRows } from '../../src/renderer/components/table/sortRows.ts';
import { splitLines } from '../../src/renderer/components/tokens/splitLines.ts';
import { visibleText } from '../../src/renderer/components/tokens/visibleText.ts';
import { createMetricColumns } from '../../src/renderer/stores/metricColumns.ts';
import type { MetricBatch } from '../../src/shared/api/runs.ts';
import { parseOption } from '../../src/shared/options.ts';

describe('options', () => {
  it('are shown as they are typed', () => {
    expect([2e-4, 0.001, 16, true, ['a', 'b'], [], null, 'x'].map(optionText)).toEqual(['2e-4', '0.001', '16', 'true', 'a, b', 'none', 'none', 'x']);
  });

  it('are read back from what is shown', () => {
    const option = { type: 'number', default: 1, help: '' } as const;
    for (const value of [2e-4, 5e-8, 0.05, 1, 1e22]) expect(parseOption(option, optionText(value), 'rate')).toBe(value);
  });

  it('have names in words', () => {
    expect(['learningRate', 'topK', 'betas.1', 'evalEvery', 'rank', 'aux_loss_coef'].map(optionLabel)).toEqual([
      'Learning rate',
      'Top-k',
      'Beta 2',
      'Eval every',
      'Rank',
      'Aux loss coef',
    ]);
  });

  it('are equal by value', () => expect([sameValue([1, 2], [1, 2]), sameValue(1, '1')]).toEqual([true, false]));
});

describe('rows of a table', () => {
  const rows = [
    { n: 10, t: 'run 10' },
    { n: null, t: 'run 2' },
    { n: 9, t: 'run 1' },
    { n: Number.NaN, t: 'Run 3' },
  ];
  const columns = [
    { id: 'n', sort: (row: (typeof rows)[number]) => row.n },
    { id: 't', sort: (row: (typeof rows)[number]) => row.t },
  ];

  it('are sorted by number, what has none last either way', () => {
    expect(sortRows(rows, columns, { column: 'n', descending: false }).map(({ n }) => n)).toEqual([9, 10, null, Number.NaN]);
    expect(sortRows(rows, columns, { column: 'n', descending: true }).map(({ n }) => n)).toEqual([10, 9, null, Number.NaN]);
  });

  it('are sorted as people do', () => {
    expect(sortRows(rows, columns, { column: 't', descending: false }).map(({ t }) => t)).toEqual(['run 1', 'run 2', 'Run 3', 'run 10']);
  });

  it('stay as they are without a column', () => expect(sortRows(rows, columns, null)).toBe(rows));
});

describe('columns of a narrow table', () => {
  const columns = [{ id: 'name', width: { min: 200 } }, { id: 'size', width: 100, spare: true }, { id: 'kind' }, { id: 'added', width: 100, spare: true }];

  it('are left out from the last spare one on, until the others have room', () => {
    expect(leastWidth(columns)).toBe(520);
    const out = (room: number): readonly string[] => [...leftOut(columns, room)];
    expect([out(0), out(520), out(519), out(420), out(419), out(10)]).toEqual([[], [], ['added'], ['added'], ['added', 'size'], ['added', 'size']]);
  });
});

describe('tokens', () => {
  it('show what cannot be seen', () => {
    expect([' a', '\n', '\t', '\u0000', '\u200b', ''].map(visibleText)).toEqual(['·a', '↵', '⇥', '␀', '\\u200b', '∅']);
  });

  it('are broken into lines that lose none', () => {
    const tokens = ['a', '\n', ...Array.from({ length: 100 }, () => 'x'), 'y\n'].map((text) => ({ text }));
    expect(splitLines(tokens, 80)).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 82 },
      { from: 82, to: 103 },
    ]);
  });
});

describe('searching', () => {
  it('finds all words in any order, beginnings first', () => {
    expect(matching(['my run', 'Runs', 'a run of models', 'models'], 'RUN', (text) => text)).toEqual(['Runs', 'my run', 'a run of models']);
    expect(matching(['a run of models', 'models'], 'mod run', (text) => text)).toEqual(['a run of models']);
    expect(matching(['b', 'a'], '', (text) => text)).toEqual(['b', 'a']);
  });
});

describe('metric columns', () => {
  const batch = (from: number, loss: readonly number[], more: Partial<MetricBatch> = {}): MetricBatch => ({
    epoch: 0,
    from,
    columns: { step: Float64Array.from(loss, (_, i) => from + i + 1), loss: Float64Array.from(loss) },
    evaluations: [],
    routers: null,
    resumed: [],
    ...more,
  });
  const evaluation = (step: number, loss: number): MetricBatch['evaluations'][number] => ({
    type: 'eval',
    step,
    loss,
    perplexity: Math.exp(loss),
    tokens: 1,
    best: false,
  });

  it('grow by what comes and go on at the cursor', () => {
    const columns = createMetricColumns();
    let told = 0;
    columns.subscribe(() => told++);
    for (let i = 0; i < 5000; i += 100)
      columns.append(
        batch(
          i,
          Array.from({ length: 100 }, (_, k) => i + k),
        ),
      );
    expect(columns.length()).toBe(5000);
    expect(columns.column('loss')?.every((value, i) => value === i)).toBe(true);
    expect(columns.cursor()).toEqual({ epoch: 0, from: 5000 });
    expect([told, columns.version()]).toEqual([50, 50]);
  });

  it('hold NaN where a column was not there yet', () => {
    const columns = createMetricColumns();
    columns.append(batch(0, [1, 2]));
    columns.append(batch(2, [3], { columns: { step: Float64Array.of(3), loss: Float64Array.of(3), memory: Float64Array.of(7) } }));
    columns.append(batch(3, [4]));
    expect([...(columns.column('memory') ?? [])]).toEqual([Number.NaN, Number.NaN, 7, Number.NaN]);
  });

  it('begin anew with another epoch', () => {
    const columns = createMetricColumns();
    columns.append(batch(0, [1, 2, 3], { evaluations: [evaluation(2, 9)] }));
    columns.append(batch(0, [8], { epoch: 1, resumed: [1], evaluations: [evaluation(1, 5)] }));
    expect([...(columns.column('loss') ?? [])]).toEqual([8]);
    expect(columns.cursor()).toEqual({ epoch: 1, from: 1 });
    expect(columns.evaluations().map(({ step }) => step)).toEqual([1]);
    expect(columns.resumed()).toEqual([1]);
  });

  it('keep an evaluation told twice once', () => {
    const columns = createMetricColumns();
    columns.append(batch(0, [1], { evaluations: [evaluation(2, 4)] }));
    columns.append(batch(1, [1], { evaluations: [evaluation(2, 3), evaluation(1, 6)] }));
    expect(columns.evaluations().map(({ step, loss }) => [step, loss])).toEqual([
      [1, 6],
      [2, 3],
    ]);
  });
});
