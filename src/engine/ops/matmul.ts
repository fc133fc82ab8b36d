/**
 * y = op(a) · op(b) over the two innermost axes, op being the identity or the transpose; leading axes are equal.
 * With A = op(a), B = op(b): dA = dy · Bᵀ, dB = Aᵀ · dy.
 */
import type { Tensor } from '../graph.ts';
import { defineOp, type ReferenceTensor } from '../op.ts';
import { axisSize, elementCount, sameShape, shapeError, showShape } from '../shape.ts';

interface MatmulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export const matmulOp = defineOp<MatmulAttributes>({
  name: 'matmul',
  infer([a, b], { transposeA, transposeB }) {
    const lead = a.shape.slice(0, -2);
    const rows = axisSize(a.shape, transposeA ? -1 : -2);
    const inner = axisSize(a.shape, transposeA ? -2 : -1);
    const innerB = axisSize(b.shape, transposeB ? -1 : -2);
    const columns = axisSize(b.shape, transposeB ? -2 : -1);
    if (inner !== innerB || !sameShape(lead, b.shape.slice(0, -2))) {
      throw shapeError(`matmul: ${showShape(a.shape)}${transposeA ? 'ᵀ' : ''} and ${showShape(b.shape)}${transposeB ? 'ᵀ' : ''} do not fit`);
    }
    if (a.dtype !== 'f32' || b.dtype !== 'f32') throw shapeError(`matmul: operands are ${a.dtype} and ${b.dtype}; widen frozen weights with toFloat32 first`);
    return { shape: [...lead, rows, columns], dtype: 'f32' };
  },
  gradient(node, dy) {
    const [a, b] = node.inputs;
    const { transposeA, transposeB } = node.attributes;
    return [
      transposeA ? matmul(b, dy, { transposeA: transposeB, transposeB: true }) : matmul(dy, b, { transposeB: !transposeB }),
      transposeB ? matmul(dy, a, { transposeA: true, transposeB: transposeA }) : matmul(a, dy, { transposeA: !transposeA }),
    ];
  },
  // Nine rows and columns and more: fewer take kernels that software Vulkan compiles for minutes.
  examples: [
    { inputs: [{ shape: [10, 16] }, { shape: [11, 16] }], attributes: { transposeA: false, transposeB: true } },
    { inputs: [{ shape: [10, 7] }, { shape: [7, 11] }], attributes: { transposeA: false, transposeB: false } },
    { inputs: [{ shape: [7, 10] }, { shape: [7, 11] }], attributes: { transposeA: true, transposeB: false } },
    { inputs: [{ shape: [7, 10] }, { shape: [11, 7] }], attributes: { transposeA: true, transposeB: true } },
    { inputs: [{ shape: [2, 3, 10, 4] }, { shape: [2, 3, 9, 4] }], attributes: { transposeA: false, transposeB: true } },
    { inputs: [{ shape: [3, 10, 6] }, { shape: [3, 6, 9] }], attributes: { transposeA: false, transposeB: false } },
    { inputs: [{ shape: [3, 6, 10] }, { shape: [3, 6, 9] }], attributes: { transposeA: true, transposeB: false } },
  ],
  reference: ([a, b], attributes, output) => multiply(a, b, attributes, output),
  ggml: (builder, [a, b], { transposeA, transposeB }) => builder.matmul(a, b, transposeA, transposeB),
  tfjs: (builder, [a, b], { transposeA, transposeB }) => builder.matmul(a, b, transposeA, transposeB),
});

/** op(a) · op(b); see the file's head. */
export function matmul(a: Tensor, b: Tensor, transpose: Partial<MatmulAttributes> = {}): Tensor {
  return a.graph.apply(matmulOp, [a, b], { transposeA: false, transposeB: false, ...transpose });
}

function multiply(a: ReferenceTensor, b: ReferenceTensor, { transposeA, transposeB }: MatmulAttributes, output: ReferenceTensor): void {
  const rows = axisSize(output.shape, -2);
  const columns = axisSize(output.shape, -1);
  const inner = axisSize(a.shape, transposeA ? -2 : -1);
  const batches = elementCount(output.shape.slice(0, -2));
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1];
  const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1];
  for (let batch = 0; batch < batches; batch++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let total = 0;
        const aStart = batch * rows * inner + row * aRow;
        const bStart = batch * inner * columns + column * bColumn;
        for (let i = 0; i < inner; i++) total += (a.values[aStart + i * aInner] as number) * (b.values[bStart + i * bInner] as number);
        output.values[(batch * rows + row) * columns + column] = total;
      }
    }
  }
}
