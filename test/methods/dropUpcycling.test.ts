import { describe, expect, it } from 'vitest';
import { dropUpcycling } from '../../src/methods/conversion/dropUpcycling.ts';
import type { ParameterSpec } from '../../src/models/model.ts';
import { resolveOptions } from '../../src/shared/options.ts';
import { randomStream } from '../../src/shared/random.ts';
import { denseFfn, tinyConfig } from '../support/tinyModel.ts';

const [width, hidden] = [24, 16];
const base = { 'model.layers.0.mlp.gate_proj.weight': [width, hidden], 'model.layers.0.mlp.down_proj.weight': [hidden, width] } as const;

function expertSpec(projection: 'gate_proj' | 'down_proj'): ParameterSpec {
  const shape = projection === 'down_proj' ? [4, hidden, width] : [4, width, hidden];
  return { name: `model.layers.0.mlp.experts.${projection}.weight`, shape, tensors: [], layer: 0, role: 'experts' };
}

function dense(name: string): Float32Array {
  const [rows, columns] = base[name as keyof typeof base];
  return Float32Array.from({ length: rows * columns }, (_, i) => 5 + Math.sin(i));
}

async function converted(projection: 'gate_proj' | 'down_proj', expert: number, dropRatio: number): Promise<Float32Array> {
  const options = resolveOptions(dropUpcycling.options, { experts: 4, dropRatio }, 'drop-upcycling') as never;
  const source = { base: tinyConfig(denseFfn), options, random: randomStream(1, 'test'), read: async (name: string) => dense(name) };
  return dropUpcycling.parameter(expertSpec(projection), expert, source);
}

/** Neurons whose weights differ from the dense ones. */
async function changedNeurons(projection: 'gate_proj' | 'down_proj', expert: number): Promise<readonly number[]> {
  const values = await converted(projection, expert, 0.5);
  const before = dense(`model.layers.0.mlp.${projection}.weight`);
  const neuronOf = (at: number): number => (projection === 'down_proj' ? at % width : Math.floor(at / hidden));
  return [...new Set([...values.keys()].filter((at) => values[at] !== before[at]).map(neuronOf))].sort((a, b) => a - b);
}

describe('drop-upcycling', () => {
  it('redraws exactly the asked share of neurons, the same in gate and down', async () => {
    const gate = await changedNeurons('gate_proj', 1);
    expect(gate).toHaveLength(width / 2);
    expect(await changedNeurons('down_proj', 1)).toEqual(gate);
  });

  it('redraws other neurons in other experts', async () => {
    expect(await changedNeurons('gate_proj', 2)).not.toEqual(await changedNeurons('gate_proj', 1));
  });

  it('draws from the statistics of what it replaces', async () => {
    const values = await converted('gate_proj', 0, 1);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(4.8);
    expect(mean).toBeLessThan(5.2);
  });

  it('is sparse upcycling at ratio 0', async () => {
    expect(await converted('down_proj', 3, 0)).toEqual(dense('model.layers.0.mlp.down_proj.weight'));
    expect(dropUpcycling.identity({ dropRatio: 0 } as never)).toBe(true);
    expect(dropUpcycling.identity({ dropRatio: 0.5 } as never)).toBe(false);
  });
});
