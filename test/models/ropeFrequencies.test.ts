import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ropeFrequencies } from '../../src/models/ropeFrequencies.ts';
import { modelFixtures } from '../support/modelFixtures.ts';

interface Table {
  readonly theta: number;
  readonly dimensions: number;
  readonly maxPositions: number;
  readonly scaling: Record<string, unknown> | null;
  readonly frequencies: readonly number[];
  readonly attentionFactor: number;
}

const tables: readonly Table[] = JSON.parse(readFileSync(join(modelFixtures, 'ropeFrequencies.json'), 'utf8'));

describe('frequencies equal those of transformers', () => {
  it.each(tables.map((table) => [JSON.stringify(table.scaling), table] as const))('%s', (_, { theta, dimensions, maxPositions, scaling, ...expected }) => {
    const { divisors, attentionFactor } = ropeFrequencies({ theta, dimensions, scaling }, maxPositions);
    expect(divisors).toHaveLength(dimensions / 2);
    divisors.forEach((divisor, i) => {
      const frequency = theta ** ((-2 * i) / dimensions) / divisor;
      expect(Math.abs(frequency / (expected.frequencies[i] as number) - 1)).toBeLessThan(1e-6);
    });
    expect(attentionFactor).toBeCloseTo(expected.attentionFactor, 7);
  });
});

describe('refusals', () => {
  it.each(['dynamic', 'longrope', 'magic'])('names an unsupported scaling: %s', (type) => {
    expect(() => ropeFrequencies({ theta: 1e4, dimensions: 8, scaling: { rope_type: type, factor: 2 } }, 64)).toThrow(
      `rope scaling "${type}" is not supported`,
    );
  });

  it('names a missing setting', () => {
    expect(() => ropeFrequencies({ theta: 1e4, dimensions: 8, scaling: { rope_type: 'llama3', factor: 8 } }, 64)).toThrow('needs a number "low_freq_factor"');
  });
});
