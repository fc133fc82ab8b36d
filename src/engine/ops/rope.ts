/**
 * Rotary positions (arXiv:2104.09864), half-split layout: pair (x_i, x_{i+D/2}) of each head turns by
 * position * theta^(-2i/D) / divisor_i; dimensions from D on pass through. The gradient turns back.
 */
import type { TfjsTensor } from '../executors/tfjsBuilder.ts';
import type { Tensor } from '../graph.ts';
import { defineOp } from '../op.ts';
import { expectShape, shapeError } from '../shape.ts';
import { arithmetic } from './tfjsWords.ts';

interface RopeAttributes {
  readonly dimensions: number;
  readonly theta: number;
  readonly attentionFactor: number;
  readonly inverse: boolean;
}

const example = { dimensions: 8, theta: 100, attentionFactor: 1.2, inverse: false };
const divisors = { shape: [4], draw: 'positive', fixed: true } as const;

export const ropeOp = defineOp<RopeAttributes>({
  name: 'rope',
  infer([x, positions, frequencyDivisors], { dimensions }) {
    if (x.shape.length !== 3) throw shapeError('rope: x must be [tokens, heads, headDim]');
    expectShape('rope', 'positions', positions.shape, [x.shape[0] as number]);
    expectShape('rope', 'frequencyDivisors', frequencyDivisors.shape, [dimensions / 2]);
    return { shape: x.shape, dtype: 'f32' };
  },
  gradient(node, dy) {
    const [, positions, frequencyDivisors] = node.inputs;
    return [rope(dy, positions, frequencyDivisors, { ...node.attributes, inverse: !node.attributes.inverse }), null, null];
  },
  examples: [
    { inputs: [{ shape: [5, 2, 8] }, { shape: [5], draw: { below: 40 } }, divisors], attributes: example },
    { inputs: [{ shape: [5, 3, 12] }, { shape: [5], draw: { below: 9 } }, divisors], attributes: { ...example, inverse: true } },
  ],
  reference([x, positions, frequencyDivisors], { dimensions, theta, attentionFactor, inverse }, output) {
    const [tokens, heads, width] = x.shape as readonly [number, number, number];
    const half = dimensions / 2;
    output.values.set(x.values);
    for (let token = 0; token < tokens; token++) {
      for (let i = 0; i < half; i++) {
        const frequency = theta ** (-i / half) / (frequencyDivisors.values[i] as number);
        const angle = (positions.values[token] as number) * frequency * (inverse ? -1 : 1);
        const [cos, sin] = [Math.cos(angle) * attentionFactor, Math.sin(angle) * attentionFactor];
        for (let head = 0; head < heads; head++) {
          const at = (token * heads + head) * width + i;
          const [a, b] = [x.values[at] as number, x.values[at + half] as number];
          output.values[at] = a * cos - b * sin;
          output.values[at + half] = b * cos + a * sin;
        }
      }
    }
  },
  ggml: (builder, [x, positions, frequencyDivisors], attributes) => builder.rope(x, positions, frequencyDivisors, attributes),
  tfjs(builder, [x, positions, frequencyDivisors], { dimensions, theta, attentionFactor, inverse }) {
    const [tokens, , width] = x.shape as readonly [number, number, number];
    const half = dimensions / 2;
    const { add, mul, div } = arithmetic(builder);
    const frequencies = builder.constant(`rope ${theta} ${half}`, [half], () => Float32Array.from({ length: half }, (_, i) => theta ** (-i / half)));
    const angles = mul(builder.reshape(builder.toFloat32(positions), [tokens, 1, 1]), div(frequencies, frequencyDivisors));
    const times = (values: TfjsTensor, factor: number): TfjsTensor => (factor === 1 ? values : mul(values, factor));
    const [cos, sin] = [
      times(builder.unary('cos', angles), attentionFactor),
      times(builder.unary('sin', angles), inverse ? -attentionFactor : attentionFactor),
    ];
    // (a, b) · (cos, cos) + (b, a) · (-sin, sin); the tables are the same for all layers.
    const [cosines, sines] = [builder.concat([cos, cos], 2), builder.concat([mul(sin, -1), sin], 2)];
    const rotated = width > dimensions ? builder.slice(x, 2, 0, dimensions) : x;
    const swapped = builder.concat([builder.slice(x, 2, half, half), builder.slice(x, 2, 0, half)], 2);
    const turned = add(mul(rotated, cosines), mul(swapped, sines));
    return width > dimensions ? builder.concat([turned, builder.slice(x, 2, dimensions, width - dimensions)], 2) : turned;
  },
});

/** x [T, heads, headDim], positions i32 [T], frequencyDivisors f32 [dimensions / 2] → like x. */
export function rope(x: Tensor, positions: Tensor, frequencyDivisors: Tensor, attributes: RopeAttributes): Tensor {
  return x.graph.apply(ropeOp, [x, positions, frequencyDivisors], attributes);
}
