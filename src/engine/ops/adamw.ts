/**
 * One AdamW step in place, PyTorch's conventions (arXiv:1711.05101): with settings = {rate, β1, β2, ε, decay, 1/(1-β1ᵗ), 1/(1-β2ᵗ)}
 *   m ← β1 m + (1-β1) g,  v ← β2 v + (1-β2) g²,  w ← w (1 - rate·decay) - rate · (m / (1-β1ᵗ)) / (√(v / (1-β2ᵗ)) + ε).
 */
import type { TfjsTensor } from '../executors/tfjsBuilder.ts';
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { expectShape } from '../shape.ts';
import { arithmetic } from './tfjsWords.ts';

type Settings = [rate: TfjsTensor, beta1: TfjsTensor, beta2: TfjsTensor, epsilon: TfjsTensor, decay: TfjsTensor, first: TfjsTensor, second: TfjsTensor];

export const adamwOp = defineOp<object>({
  name: 'adamw',
  infer([parameter, gradient, first, second, settings]) {
    expectShape('adamw', 'the gradient', gradient.shape, parameter.shape);
    expectShape('adamw', 'the first moment', first.shape, parameter.shape);
    expectShape('adamw', 'the second moment', second.shape, parameter.shape);
    expectShape('adamw', 'settings', settings.shape, [7]);
    return { shape: parameter.shape, dtype: 'f32' };
  },
  writes: [0, 2, 3],
  once: true,
  examples: [
    {
      inputs: [
        { shape: [3, 4] },
        { shape: [3, 4] },
        { shape: [3, 4] },
        { shape: [3, 4], draw: 'positive' },
        { shape: [7], draw: { values: [0.1, 0.9, 0.999, 1e-8, 0.01, 10, 1000] } },
      ],
      attributes: {},
    },
  ],
  reference([parameter, gradient, first, second, settings], _, output) {
    const [rate, beta1, beta2, epsilon, decay, correction1, correction2] = settings.values as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < output.values.length; i++) {
      const g = gradient.values[i] as number;
      const m = beta1 * (first.values[i] as number) + (1 - beta1) * g;
      const v = beta2 * (second.values[i] as number) + (1 - beta2) * g * g;
      first.values[i] = m;
      second.values[i] = v;
      output.values[i] = (parameter.values[i] as number) * (1 - rate * decay) - (rate * m * correction1) / (Math.sqrt(v * correction2) + epsilon);
    }
  },
  ggml: (builder, [parameter, gradient, first, second, settings]) => builder.adamw(parameter, gradient, first, second, settings),
  tfjs(builder, [parameter, gradient, first, second, settings]) {
    const [rate, beta1, beta2, epsilon, decay, correction1, correction2] = Array.from({ length: 7 }, (_, i) => builder.slice(settings, 0, i, 1)) as Settings;
    const { add, sub, mul, div } = arithmetic(builder);
    const mean = add(mul(first, beta1), mul(gradient, sub(1, beta1)));
    const square = add(mul(second, beta2), mul(builder.unary('square', gradient), sub(1, beta2)));
    // Both sides of the quotient over √correction2: a pass over the whole tensor less.
    const root = builder.unary('sqrt', correction2);
    const deviation = add(builder.unary('sqrt', square), div(epsilon, root));
    const moved = sub(mul(parameter, sub(1, mul(rate, decay))), div(mul(mean, div(mul(rate, correction1), root)), deviation));
    builder.store(first, mean);
    builder.store(second, square);
    return builder.store(parameter, moved);
  },
});

/** Writes parameter, first and second moment; the result is the new parameter. */
export function adamw(parameter: Tensor, gradient: Tensor, moments: readonly [Tensor, Tensor], settings: Tensor): Tensor {
  const node = parameter.graph.apply(adamwOp, [parameter, gradient, ...moments, settings], {});
  parameter.graph.effect(node);
  return node;
}
