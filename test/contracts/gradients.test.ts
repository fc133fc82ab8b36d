import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/engine/autodiff.ts';
import { createReferenceExecutor } from '../../src/engine/executors/reference/executor.ts';
import { tolerances, toleranceUse } from '../../src/engine/executors/tolerances.ts';
import { createGraph, type Tensor, type Variable } from '../../src/engine/graph.ts';
import type { Example, ExampleInput, Op } from '../../src/engine/op.ts';
import { sumAll } from '../../src/engine/ops/broadcast.ts';
import { ops } from '../../src/engine/ops/index.ts';
import { mul } from '../../src/engine/ops/mul.ts';
import { elementCount } from '../../src/engine/shape.ts';
import { randomStream } from '../../src/shared/random.ts';
import { drawInput, isIds } from './drawInputs.ts';

/** loss = Σ y * c for a fixed random c, so that every output element counts differently. */
function checkExample(op: Op, example: Example): void {
  const variables = example.inputs.map(
    (input, i): Variable => ({ name: `input ${i}`, kind: 'trained', shape: input.shape, dtype: isIds(input, op.name) ? 'i32' : 'f32' }),
  );
  const targets = variables.filter(({ dtype }, i) => dtype === 'f32' && !example.inputs[i]?.fixed);
  const loss = createGraph('loss');
  const total = weightedSum(loss.apply(op, variables.map(loss.variable), example.attributes));
  for (const [i, gradient] of gradients(total, targets.map(loss.variable)).entries()) if (gradient) loss.output(`d${i}`, gradient);
  const forward = createGraph('forward');
  forward.output('loss', weightedSum(forward.apply(op, variables.map(forward.variable), example.attributes)));

  const session = createReferenceExecutor().compile({ loss, forward });
  for (const [i, variable] of variables.entries()) session.values(variable).set(drawInput(example.inputs[i] as ExampleInput, i));
  const analytic = session.runExact('loss');
  const lossAt = (): number => session.runExact('forward').get('loss')?.values[0] as number;
  targets.forEach((variable, i) => {
    const numeric = centralDifferences(session.values(variable), lossAt);
    expect(toleranceUse(analytic.get(`d${i}`)?.values ?? [], numeric, tolerances.finiteDifference), `gradient towards ${variable.name}`).toBeLessThanOrEqual(1);
  });
}

function weightedSum(y: Tensor): Tensor {
  const stream = randomStream(3, 'weights of the loss');
  return sumAll(
    mul(
      y,
      y.graph.constant(
        Float32Array.from({ length: elementCount(y.shape) }, (_, i) => stream.normal(0, i)),
        y.shape,
      ),
    ),
  );
}

function centralDifferences(values: Float64Array, f: () => number): Float64Array {
  const h = 1e-5;
  return Float64Array.from(values, (value, at) => {
    values[at] = value + h;
    const up = f();
    values[at] = value - h;
    const down = f();
    values[at] = value;
    return (up - down) / (2 * h);
  });
}

describe.each(ops.filter((op) => op.gradient))('gradient of $name', (op) => {
  const examples = op.examples.filter((example) => example.inputs.every(({ dtype }) => dtype === undefined));
  it.each(examples.map((example, i) => [i, example] as const))('equals finite differences, example %i', (_, example) => checkExample(op, example));
});
