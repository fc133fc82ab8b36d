import { describe, expect, it } from 'vitest';
import { loadScale } from '../../../../src/renderer/screens/run/loadScale.ts';

interface Cell {
  readonly step: number;
  readonly layer: number;
  readonly expert: number;
}

function scaleOf([steps, layers, experts]: readonly [steps: number, layers: number, experts: number], at: (cell: Cell) => number): number {
  const cells = Array.from({ length: steps * layers * experts }, (_, i) =>
    at({ step: Math.floor(i / (layers * experts)), layer: Math.floor(i / experts) % layers, expert: i % experts }),
  );
  return loadScale({ experts, load: Float32Array.from(cells) });
}

describe('the strongest colour of loads', () => {
  it('is that of the busiest expert, whichever it is, of however many', () => {
    for (const shape of [
      [1, 3, 8],
      [240, 16, 64],
      [60, 24, 256],
    ] as const) {
      for (const hot of [0, 7, shape[2] - 1])
        expect(
          scaleOf(shape, ({ expert }) => (expert === hot ? 30 : 0.5)),
          `${shape}: ${hot}`,
        ).toBe(30);
    }
  });

  it('is that of one layer where only its router fails', () => {
    expect(scaleOf([240, 12, 8], ({ layer, expert }) => (layer === 3 && expert === 7 ? 8 : 1))).toBe(8);
  });

  it('leaves out what was seen in few steps, and what is no number', () => {
    expect(scaleOf([240, 16, 64], ({ step, expert }) => (step < 10 && expert === 7 ? 30 : 3))).toBe(3);
    expect(scaleOf([4, 2, 8], ({ expert }) => (expert === 0 ? Number.NaN : 3))).toBe(3);
  });

  it('is twice the balanced load at least', () => {
    expect(scaleOf([10, 2, 8], () => 1)).toBe(2);
    expect(scaleOf([0, 2, 8], () => 1)).toBe(2);
  });
});
