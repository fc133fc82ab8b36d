/** What keys do to the charts of a group. */
import { describe, expect, it } from 'vitest';
import { axisLooks } from '../../../src/renderer/charts/axes.ts';
import { createChartGroup } from '../../../src/renderer/charts/chartGroup.ts';
import { chartMoves, moveOfKey } from '../../../src/renderer/charts/chartMoves.ts';
import { nextPlace, panned, showing, zoomed } from '../../../src/renderer/charts/math/navigate.ts';
import { readOut } from '../../../src/renderer/charts/readOut.ts';

const f64 = (...values: readonly number[]): Float64Array => Float64Array.from(values);
const steps = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i + 1);

function charts(...columns: readonly Float64Array[]) {
  const group = createChartGroup();
  const last = Math.max(...columns.map((column) => column.at(-1) ?? 0));
  const press = (...keys: readonly string[]): void => {
    for (const key of keys) moveOfKey(key.replace('Shift+', ''), key.startsWith('Shift+'))?.(chartMoves(group, columns, [1, last]));
  };
  return { group, press };
}

describe('places', () => {
  it('are the next ones with a value, of whichever curve', () => {
    const columns = [f64(1, 2, 3, 10), f64(2.5, 20)];
    expect([1, 2, 2.5, 10].map((from) => nextPlace(columns, from, 0.01))).toEqual([2, 2.5, 3, 20]);
    expect([20, 10, 3, 2.5].map((from) => nextPlace(columns, from, -0.01))).toEqual([10, 3, 2.5, 2]);
    expect(nextPlace(columns, 1, 2)).toBe(3);
    expect(nextPlace(columns, 10, -7)).toBe(3);
  });

  it('end at the outermost', () => {
    expect(nextPlace([f64(1, 2)], 2, 1)).toBe(2);
    expect(nextPlace([f64(1, 2)], 1, -1)).toBe(1);
    expect(nextPlace([f64()], 1, 1)).toBeNull();
  });
});

describe('ranges', () => {
  const full = [0, 100] as const;
  it('are zoomed around a place that stays where it is', () => {
    expect(zoomed([0, 100], full, { around: 25, factor: 0.5, least: 1 })).toEqual([12.5, 62.5]);
    expect(zoomed([40, 60], full, { around: 50, factor: 2, least: 1 })).toEqual([30, 70]);
    expect(zoomed([0, 20], full, { around: 10, factor: 2, least: 1 })).toEqual([0, 40]);
    expect(zoomed([20, 80], full, { around: 50, factor: 2, least: 1 })).toBeNull();
    expect(zoomed([40, 44], full, { around: 40, factor: 0.5, least: 3 })).toEqual([40, 43]);
    expect(zoomed([40, 42], full, { around: 41, factor: 0.5, least: 3 })).toEqual([40, 42]);
  });

  it('are moved within what there is', () => {
    expect(panned([40, 60], full, 0.5)).toEqual([50, 70]);
    expect(panned([70, 90], full, 1)).toEqual([80, 100]);
    expect(showing([40, 60], full, 65)).toEqual([45, 65]);
    expect(showing([40, 60], full, 50)).toEqual([40, 60]);
    expect(showing([40, 60], full, 0)).toEqual([0, 20]);
  });
});

describe('keys', () => {
  it('have one place where there is one', () => {
    const group = createChartGroup();
    const moves = chartMoves(group, [f64(5)], [4, 6]);
    moves.toFirst();
    expect(group.pointer()).toBe(5);
    moves.step(1, false);
    moves.step(-1, true);
    expect(group.pointer()).toBe(5);
    moves.zoomIn();
    expect(group.zoom()).toBeNull();
  });

  it('read one place after the other', () => {
    const { group, press } = charts(steps(100));
    press('ArrowRight');
    expect(group.pointer()).toBe(1);
    press('ArrowRight', 'ArrowRight');
    expect(group.pointer()).toBe(3);
    press('End');
    expect(group.pointer()).toBe(100);
    press('ArrowRight', 'ArrowLeft');
    expect(group.pointer()).toBe(99);
    press('Shift+ArrowLeft');
    expect(group.pointer()).toBe(89);
    press('Home');
    expect(group.pointer()).toBe(1);
  });

  it('read of many places one for each 300th of the range, and every one of them where it is zoomed in', () => {
    const { group, press } = charts(steps(3000));
    press('Home', 'ArrowRight', 'ArrowRight');
    expect(group.pointer()).toBe(21);
    press('ArrowLeft');
    expect(group.pointer()).toBe(11);
    press(...Array.from({ length: 300 }, () => 'ArrowRight'));
    expect(group.pointer()).toBe(3000);
    press('Home', '+', '+', '+', '+', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft');
    expect(group.pointer()).toBe(3);
  });

  it('begin with the newest when they go back', () => {
    const { group, press } = charts(steps(100));
    press('ArrowLeft');
    expect(group.pointer()).toBe(100);
  });

  it('zoom around the place, carry the range along, and show everything again', () => {
    const { group, press } = charts(steps(201));
    press('+');
    expect(group.zoom()).toEqual([51, 151]);
    press('End');
    expect(group.zoom()).toEqual([101, 201]);
    press('=');
    expect(group.zoom()).toEqual([151, 201]);
    press('Shift+ArrowLeft');
    expect([group.pointer(), group.zoom()]).toEqual([196, [146, 196]]);
    press('-', '-');
    expect(group.zoom()).toBeNull();
    press('+', 'Home');
    expect(group.zoom()).toEqual([1, 101]);
    press('0');
    expect([group.zoom(), group.pointer()]).toEqual([null, 1]);
    press('+', 'Escape');
    expect(group.zoom()).toBeNull();
  });

  it('zoom no closer than two places', () => {
    const { group, press } = charts(steps(101));
    press('Home', ...Array.from({ length: 20 }, () => '+'));
    const [low = 0, high = 0] = group.zoom() ?? [];
    expect([low, high]).toEqual([1, 3]);
  });

  it('are left to others when they mean nothing here', () => {
    expect(['Tab', 'Enter', 'a', '1', 'ArrowUp'].map((key) => moveOfKey(key, false))).toEqual([null, null, null, null, null]);
  });
});

describe('a chart read out', () => {
  const series = [
    { id: 'loss', label: 'training', x: f64(1, 2, 3), y: f64(3, 2, 1.5) },
    { id: 'eval', label: 'evaluation', x: f64(), y: f64(), points: [{ x: 2, y: 2.25 }] },
  ];
  const of = { series, axis: axisLooks.step, format: String };

  it('says place, values and what is shown', () => {
    expect(readOut({ ...of, place: null, zoom: null })).toBe('latest: training 1.5, evaluation 2.25');
    expect(readOut({ ...of, place: 2.2, zoom: [1, 2] })).toBe('step 2: training 2, evaluation 2.25; step 1 to 2 shown');
  });
});
