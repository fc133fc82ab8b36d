/** w ← w - rate · (g + decay · w): PyTorch's SGD without momentum. */
import type { Tensor } from '../graph.ts';
import { accumulate } from '../ops/accumulate.ts';
import { add } from '../ops/add.ts';
import { affine } from '../ops/affine.ts';
import { mul } from '../ops/mul.ts';
import { reshape } from '../ops/reshape.ts';
import { slice } from '../ops/slice.ts';
import type { Optimizer } from './optimizer.ts';

export const sgd: Optimizer = {
  moments: 0,
  settingsLength: 2,
  settings: (_, rate, { weightDecay }) => Float32Array.of(rate, weightDecay),
  update(parameter, gradient, _, settings) {
    const setting = (index: number): Tensor => reshape(slice(settings, 0, index, 1), []);
    const direction = add(gradient, mul(parameter, setting(1)));
    accumulate(parameter, affine(mul(direction, setting(0)), -1));
  },
};
