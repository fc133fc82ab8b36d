import { describe, expect, it } from 'vitest';
import { renderChart } from '../../../src/report/blocks/chart.ts';
import type { ChartBlock, Point } from '../../../src/report/report.ts';

function chart(points: readonly Point[], changes: Partial<ChartBlock> = {}): string {
  return renderChart({
    type: 'chart',
    title: 'Loss',
    width: 'half',
    x: 'step',
    y: { label: 'nats', unit: 'number', fromZero: false },
    series: [{ label: 'training', points }],
    ...changes,
  }).markup;
}

const pathOf = (markup: string): string => /<path class="curve c0" d="([^"]*)"/.exec(markup)?.[1] ?? '';
const placesOf = (path: string): number[][] => [...path.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe('a line chart', () => {
  it('goes right with the steps and down with the loss', () => {
    const places = placesOf(
      pathOf(
        chart([
          { x: 1, y: 3 },
          { x: 2, y: 2 },
          { x: 3, y: 1 },
        ]),
      ),
    );
    expect(places).toHaveLength(3);
    const [[x0, y0], [x1, y1], [x2, y2]] = places as [number[], number[], number[]];
    expect((x1 as number) - (x0 as number)).toBeCloseTo((x2 as number) - (x1 as number), 1);
    expect((y1 as number) - (y0 as number)).toBeCloseTo((y2 as number) - (y1 as number), 1);
    expect(y2 as number).toBeGreaterThan(y0 as number);
  });

  it('breaks the curve where a value is missing and still shows a lone one', () => {
    const path = pathOf(
      chart([
        { x: 1, y: 3 },
        { x: 2, y: null },
        { x: 3, y: 1 },
        { x: 4, y: 1 },
      ]),
    );
    expect(path.replace(/[\d. -]+/g, '')).toBe('MhML');
  });

  it('says what was measured, not what was smoothed, under the pointer and in the table', () => {
    const series = { label: 'training', points: [{ x: 1, y: 2 }], behind: [{ x: 1, y: 2.75 }] };
    const markup = chart([], { series: [series] });
    expect(markup).toContain('step 1  ·  2.75');
    expect(markup).toContain('<td class="numeric">2.75</td>');
    expect(markup).toContain('<path class="behind c0"');
  });

  it('draws levels and moments', () => {
    const points = [
      { x: 1, y: 3 },
      { x: 9, y: 1 },
    ];
    const markup = chart(points, { references: [{ value: 2, label: 'clipped' }], marks: [{ x: 5, label: 'resumed' }] });
    expect(markup).toMatch(/class="reference"[^>]*\/><text[^>]*>clipped</);
    expect(markup).toMatch(/class="mark"[^>]*\/><text[^>]*>resumed</);
  });

  it('keeps levels beyond the values inside the picture', () => {
    const y = /class="reference"[^>]* y1="([\d.]+)"/.exec(chart([{ x: 1, y: 0.5 }], { references: [{ value: 8, label: 'far' }] }))?.[1];
    expect(Number(y)).toBeGreaterThan(0);
  });

  it('names its curves for those who cannot see them', () => {
    expect(
      chart([
        { x: 1, y: 3 },
        { x: 2, y: 1.5 },
      ]),
    ).toContain('aria-label="Loss: nats by step. training goes from 3 to 1.5."');
    expect(chart([])).toContain('training: no values');
  });

  it('tells more than six curves apart by dashes', () => {
    const series = Array.from({ length: 7 }, (_, i) => ({ label: `task ${i}`, points: [{ x: 1, y: i }] }));
    expect(chart([], { series })).toContain('class="curve c0 dashed"');
  });
});
