/** What a library must multiply right before it may train: every kind of product, odd sizes, many at once, against plain loops. */
import { addressOf } from '../../../../llamacpp/cTypes.ts';
import { randomStream } from '../../../../shared/random.ts';
import { elementCount, type Shape } from '../../../shape.ts';
import { toleranceUse } from '../../tolerances.ts';
import type { Block, Multiplier, Transposed } from './multiplier.ts';

/** One batch of products op(a) [rows, inner] · op(b) [inner, columns]. */
interface Case {
  readonly lead: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Beside a plain one: sizes off every kernel's grid, a single row or column, several products. Large enough to be shared out among threads. */
const cases: readonly Case[] = [
  { lead: [], rows: 64, inner: 64, columns: 64 },
  { lead: [], rows: 37, inner: 133, columns: 67 },
  { lead: [], rows: 1, inner: 33, columns: 19 },
  { lead: [], rows: 23, inner: 17, columns: 1 },
  { lead: [3], rows: 29, inner: 8, columns: 31 },
  { lead: [2, 2], rows: 5, inner: 40, columns: 18 },
];

const kinds: readonly Transposed[] = [false, true].flatMap((a) => [false, true].map((b) => ({ a, b })));

/** The sums have up to 133 terms; libraries measured stay within 2e-7 (GEMM.md §3.2). */
const tolerance = { relative: 2e-6, absolute: 1e-7 };

/** What is wrong, or null. Throws what the library throws. */
export function multiplierFault(multiplier: Multiplier): string | null {
  for (const one of cases) {
    const operands = draw(one);
    for (const transposed of kinds) {
      const { got, expected } = multiplyBoth(multiplier, { ...one, ...operands }, transposed);
      const use = toleranceUse(got, expected, tolerance);
      if (use > 1) return `[${one.rows}, ${one.inner}] · [${one.inner}, ${one.columns}] is off by ${use.toPrecision(3)} times the tolerance`;
    }
  }
  return null;
}

interface Operands {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** Either layout of a matrix takes the same values. */
function draw({ lead, rows, inner, columns }: Case): Operands {
  const stream = randomStream(3, 'products');
  const fill = (step: number, length: number): Float32Array => Float32Array.from({ length }, (_, i) => stream.uniform(step, i) - 0.5);
  const batch = elementCount(lead);
  return { a: fill(0, batch * rows * inner), b: fill(1, batch * inner * columns) };
}

function multiplyBoth(
  multiplier: Multiplier,
  { lead, rows, inner, columns, a, b }: Case & Operands,
  transposed: Transposed,
): { readonly got: Float32Array; readonly expected: Float64Array } {
  const yShape = [...lead, rows, columns];
  // NaN: y must be overwritten, not added to.
  const got = new Float32Array(elementCount(yShape)).fill(Number.NaN);
  const block = (values: Float32Array, matrix: Shape): Block => ({ address: addressOf(values), shape: [...lead, ...matrix] });
  multiplier.multiply({
    y: block(got, [rows, columns]),
    a: block(a, transposed.a ? [inner, rows] : [rows, inner]),
    b: block(b, transposed.b ? [columns, inner] : [inner, columns]),
    transposed,
  });
  const [aRow, aInner] = transposed.a ? [1, rows] : [inner, 1];
  const [bInner, bColumn] = transposed.b ? [1, inner] : [columns, 1];
  const expected = Float64Array.from(got, (_, at) => {
    const batch = Math.floor(at / (rows * columns));
    const aStart = batch * rows * inner + (Math.floor(at / columns) % rows) * aRow;
    const bStart = batch * inner * columns + (at % columns) * bColumn;
    let sum = 0;
    for (let i = 0; i < inner; i++) sum += (a[aStart + i * aInner] as number) * (b[bStart + i * bInner] as number);
    return sum;
  });
  return { got, expected };
}
