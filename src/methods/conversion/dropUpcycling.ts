/**
 * Drop-upcycling (arXiv:2502.19261): as sparse upcycling, but in each expert a share ρ of the intermediate neurons is drawn
 * anew from the statistics of the weights it replaces, so that experts differ from the start and specialise sooner. One set of
 * neurons for gate, up and down, as the paper has it (its script draws one per matrix). Not the dense function at step 0.
 */

import type { ParameterSpec } from '../../models/model.ts';
import { hash32, permutation, type RandomStream } from '../../shared/random.ts';
import { defineConversionMethod } from '../method.ts';
import { sparseUpcycling } from './sparseUpcycling.ts';

export const dropUpcycling = defineConversionMethod({
  id: 'drop-upcycling',
  name: 'Drop-upcycling',
  kind: 'conversion',
  paper: 'arXiv:2502.19261',
  summary:
    'Copies the dense feed-forward into every expert and redraws a share of its neurons in each: starts a little worse than the dense model, diverges faster.',
  options: {
    experts: { type: 'integer', default: 8, min: 2, max: 1024, help: 'Experts per layer.', symbol: 'E' },
    topK: { type: 'integer', default: 2, min: 1, max: 64, help: 'Experts that each token uses.', symbol: 'k' },
    routerInit: { type: 'number', default: 0.02, min: 0, max: 1, help: 'Standard deviation of the new router weights.', symbol: 'σ' },
    dropRatio: { type: 'number', default: 0.5, min: 0, max: 1, help: 'Share of the neurons redrawn in each expert; 0 is sparse upcycling.', symbol: 'ρ' },
  },
  plan: (base, { experts, topK, routerInit }) => sparseUpcycling.plan(base, { experts, topK, routerInit }),
  identity: ({ dropRatio }) => dropRatio === 0,
  async parameter(spec, expert, { options, ...source }) {
    const { dropRatio, ...copied } = options;
    const values = await sparseUpcycling.parameter(spec, expert, { ...source, options: copied });
    return spec.role === 'experts' && expert !== null ? redraw(values, { spec, expert, dropRatio, random: source.random }) : values;
  },
});

interface Redrawn {
  readonly spec: ParameterSpec;
  readonly expert: number;
  readonly dropRatio: number;
  readonly random: RandomStream;
}

/** Neurons are rows of gate and up [ff, d], columns of down [d, ff]; new values have the mean and deviation of those they replace. */
function redraw(values: Float32Array, { spec, expert, dropRatio, random }: Redrawn): Float32Array {
  const [rows, columns] = spec.shape.slice(1) as [number, number];
  const isDown = spec.name.includes('down_proj');
  const neurons = isDown ? columns : rows;
  const dropped = [...permutation(random, hash32(`neurons of layer ${spec.layer}, expert ${expert}`), neurons)].slice(0, Math.round(dropRatio * neurons));
  const indices = dropped.flatMap((neuron) =>
    Array.from({ length: isDown ? rows : columns }, (_, other) => (isDown ? other * columns + neuron : neuron * columns + other)),
  );
  const mean = indices.reduce((sum, at) => sum + (values[at] as number), 0) / Math.max(1, indices.length);
  const variance = indices.reduce((sum, at) => sum + ((values[at] as number) - mean) ** 2, 0) / Math.max(1, indices.length);
  const purpose = hash32(`values of ${spec.name}, expert ${expert}`);
  const changed = Float32Array.from(values);
  for (const at of indices) changed[at] = mean + Math.sqrt(variance) * random.normal(purpose, at);
  return changed;
}
