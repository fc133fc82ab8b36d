/** AdamW with decoupled weight decay in PyTorch's conventions (arXiv:1711.05101): decay first, ε outside the corrected root. */
import type { Tensor } from '../graph.ts';
import { adamw as step } from '../ops/adamw.ts';
import type { Optimizer } from './optimizer.ts';

export const adamw: Optimizer = {
  moments: 2,
  settingsLength: 7,
  settings(t, rate, { betas, epsilon, weightDecay }) {
    // The corrections belong to the betas as f32 holds them: those of 0.999 itself would be off by 1.3e-5.
    const [beta1, beta2] = betas.map(Math.fround) as [number, number];
    return Float32Array.of(rate, beta1, beta2, epsilon, weightDecay, 1 / (1 - beta1 ** t), 1 / (1 - beta2 ** t));
  },
  update: (parameter, gradient, moments, settings) => void step(parameter, gradient, moments as readonly [Tensor, Tensor], settings),
};
