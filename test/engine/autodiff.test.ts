import { expect, it } from 'vitest';
import { gradients } from '../../src/engine/autodiff.ts';
import { createGraph, type Tensor } from '../../src/engine/graph.ts';
import { sumAll } from '../../src/engine/ops/broadcast.ts';
import { mul } from '../../src/engine/ops/mul.ts';
import { softmax } from '../../src/engine/ops/softmax.ts';
import { schedule } from '../../src/engine/schedule.ts';

it('a gradient that reads a result reads the one there is', () => {
  const graph = createGraph('attention');
  const x = graph.input('x', [3, 4]);
  const loss = sumAll(mul(softmax(x), graph.input('y', [3, 4])));
  graph.output('dx', gradients(loss, [x])[0] as Tensor);
  graph.output('loss', loss);
  expect(schedule(graph).filter(({ op }) => op?.name === 'softmax')).toHaveLength(1);
});
