/** Draws the inputs of an op's examples, the same for every executor. */
import type { ExampleInput } from '../../src/engine/op.ts';
import { elementCount } from '../../src/engine/shape.ts';
import { randomStream } from '../../src/shared/random.ts';

export function isIds(input: ExampleInput, op: string): boolean {
  if (typeof input.draw !== 'object') return false;
  return 'below' in input.draw || !floatValues.has(op);
}

/** Ops whose fixed example values are numbers, not ids. */
const floatValues = new Set(['adamw', 'topK']);

export function drawInput(input: ExampleInput, index: number): Float64Array {
  const stream = randomStream(7, `input ${index}`);
  const { draw = 'normal', scale = 1 } = input;
  return Float64Array.from({ length: elementCount(input.shape) }, (_, i) => {
    if (draw === 'normal') return Math.fround(stream.normal(0, i) * scale);
    if (draw === 'positive') return Math.fround(0.5 + stream.uniform(0, i) * scale);
    if ('below' in draw) return Math.floor(stream.uniform(0, i) * draw.below);
    return draw.values[i] as number;
  });
}
