import { describe, expect, it } from 'vitest';
import { renderHeatmap } from '../../../src/report/blocks/heatmap.ts';
import type { HeatmapBlock } from '../../../src/report/report.ts';

function heatmap(values: HeatmapBlock['values'], changes: Partial<HeatmapBlock> = {}): string {
  return renderHeatmap({
    type: 'heatmap',
    title: 'Load',
    rowsAre: 'layer',
    columnsAre: 'expert',
    rows: values.map((_, i) => ({ label: `layer ${i}` })),
    columns: (values[0] ?? []).map((_, i) => ({ label: String(i) })),
    values,
    unit: 'number',
    fair: { value: 1, label: 'balanced' },
    ...changes,
  }).markup;
}

/** Shades of the cells; those of the key have no place of their own. */
const shades = (markup: string): number[] => [...markup.matchAll(/class="heat" fill-opacity="([\d.]+)" x="[\d.]+" y=/g)].map(([, shade]) => Number(shade));

describe('a heatmap', () => {
  it('shades in proportion to the largest value', () => {
    expect(shades(heatmap([[2, 1, 0.5, 0.5]]))).toEqual([1, 0.5, 0.25, 0.25]);
  });

  it('does not exaggerate: an even load is never brighter than the fair one', () => {
    expect(shades(heatmap([[0.5, 0.5]]))).toEqual([0.5, 0.5]);
  });

  it('crosses out what received nothing, and only that', () => {
    expect(heatmap([[0, 0.005, 0.02, 3.9]]).match(/<path class="empty"/g)).toHaveLength(2);
  });

  it('leaves out cells that do not exist', () => {
    expect(
      shades(
        heatmap([
          [1, 1, 1],
          [1, 1, null],
        ]),
      ),
    ).toHaveLength(5);
  });

  it('writes values into cells with room and names them in the hint', () => {
    const markup = heatmap([[1.234, 0.766]]);
    expect(markup).toContain('>1.2</text>');
    expect(markup).toContain('<title>layer 0, 0: 1.234</title>');
  });

  it('sets groups apart and names each once', () => {
    const columns = [0, 1].flatMap((layer) => [0, 1].map((expert) => ({ label: String(expert), group: `Layer ${layer}` })));
    const markup = heatmap([[1, 1, 1, 1]], { columns });
    const lefts = [...markup.matchAll(/class="void" x="([\d.]+)"/g)].map(([, x]) => Number(x));
    const [a, b, c, d] = lefts as [number, number, number, number];
    expect(b - a).toBeCloseTo(d - c, 1);
    expect(c - b).toBeGreaterThan(b - a + 5);
    expect(markup.match(/>Layer 1<\/text>/g)).toHaveLength(1);
  });

  it('leaves room for its cells whatever the labels are', () => {
    const label = 'a task with a name that somebody made far too long '.repeat(5);
    const markup = heatmap([[1, 1, 1]], { rows: [{ label }] });
    const width = Number(/class="void" x="[\d.]+" y="[\d.]+" width="([\d.]+)"/.exec(markup)?.[1]);
    expect(width).toBeGreaterThan(200);
    expect(markup).toContain(`<td>${label}</td>`);
  });

  it('stays small enough for the largest models', () => {
    const markup = heatmap(Array.from({ length: 61 }, () => Array.from({ length: 256 }, () => 1)));
    expect(shades(markup)).toHaveLength(61 * 256);
    expect(markup.length).toBeLessThan(5e6);
    expect(markup).not.toContain('<title>');
  });
});
