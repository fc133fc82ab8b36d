/** Measures single matrix products of a training step in this process, in GFLOP per CPU second: node matmul.js ENGINE REPEATS. Run through bench/run.js. */
import type { Session } from '../src/engine/executors/executor.ts';
import { createGraph, type Graph, type Variable } from '../src/engine/graph.ts';
import { assign } from '../src/engine/ops/assign.ts';
import { matmul } from '../src/engine/ops/matmul.ts';
import type { Shape } from '../src/engine/shape.ts';
import { elementCount } from '../src/engine/shape.ts';
import { randomStream } from '../src/shared/random.ts';
import { openEngine } from './engines.ts';
import { timed } from './timed.ts';

/** rows × inner by inner × columns: the products of the training shapes (1024 tokens, d 256, ff 768, vocabulary 4096), and a larger model's. */
const sizes = [
  { rows: 1024, inner: 256, columns: 256 },
  { rows: 1024, inner: 256, columns: 768 },
  { rows: 1024, inner: 256, columns: 4096 },
  { rows: 1024, inner: 1024, columns: 1024 },
  { rows: 2048, inner: 2048, columns: 2048 },
] as const;

/** In a layer y = x·Wᵀ, its gradients dx = dy·W and dW = dyᵀ·x. */
const layouts = {
  x·Wᵀ: { transposeA: false, transposeB: true },
  dy·W: { transposeA: false, transposeB: false },
  dyᵀ·x: { transposeA: true, transposeB: false },
} as const;

const [engine = 'ggml', repeats = '15'] = process.argv.slice(2);
const executor = await openEngine(engine);
const products = sizes.flatMap((size) =>
  Object.entries(layouts).map(([layout, transposes]) => {
    const { graph, operands } = productOf(size, transposes);
    const session = executor.compile({ product: graph });
    operands.forEach((operand, i) => {
      fill(session, operand, i);
    });
    const best = Math.min(...Array.from({ length: Number(repeats) }, () => timed(() => session.run('product')).cpuSeconds));
    session.dispose();
    return { name: `${size.rows}×${size.inner}×${size.columns} ${layout}`, gflops: (2 * size.rows * size.inner * size.columns) / best / 1e9 };
  }),
);
console.log(JSON.stringify({ engine, products }));
executor.dispose();

/** One product into a buffer of the session's own: nothing is copied to JavaScript. */
function productOf(
  { rows, inner, columns }: (typeof sizes)[number],
  transposes: (typeof layouts)[keyof typeof layouts],
): { readonly graph: Graph; readonly operands: readonly Variable[] } {
  const buffer = (name: string, shape: Shape): Variable => ({ name, kind: 'buffer', shape, dtype: 'f32' });
  const a = buffer('a', transposes.transposeA ? [inner, rows] : [rows, inner]);
  const b = buffer('b', transposes.transposeB ? [columns, inner] : [inner, columns]);
  const graph = createGraph('product');
  assign(graph.variable(buffer('y', [rows, columns])), matmul(graph.variable(a), graph.variable(b), transposes));
  return { graph, operands: [a, b] };
}

/** A short stretch of normal values, over and over: drawing millions takes longer than multiplying them. */
function fill(session: Session, variable: Variable, seed: number): void {
  const stream = randomStream(seed, 'operand');
  const stretch = Float32Array.from({ length: 8191 }, (_, i) => stream.normal(0, i));
  const values = Float32Array.from({ length: elementCount(variable.shape) }, (_, i) => stretch[i % stretch.length] as number);
  session.write(variable, new Uint8Array(values.buffer));
}
