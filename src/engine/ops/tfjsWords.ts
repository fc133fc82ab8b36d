/** Phrases that lowerings to TensorFlow.js share. */
import type { TfjsBuilder, TfjsTensor } from '../executors/tfjsBuilder.ts';
import { axisSize } from '../shape.ts';

type Arithmetic = (a: TfjsTensor | number, b: TfjsTensor | number) => TfjsTensor;

/** For formulas: add(mul(a, b), c). */
export function arithmetic(builder: TfjsBuilder): { readonly add: Arithmetic; readonly sub: Arithmetic; readonly mul: Arithmetic; readonly div: Arithmetic } {
  return {
    add: (a, b) => builder.binary('add', a, b),
    sub: (a, b) => builder.binary('sub', a, b),
    mul: (a, b) => builder.binary('mul', a, b),
    div: (a, b) => builder.binary('div', a, b),
  };
}

/** Where column targets[i] of row i stands among the elements of [N, columns]: i32 [N]. */
export function placesOf(builder: TfjsBuilder, targets: TfjsTensor, columns: number): TfjsTensor {
  const rows = axisSize(targets.shape, 0);
  const starts = builder.constant(`starts of ${rows} rows of ${columns}`, [rows], () => Int32Array.from({ length: rows }, (_, row) => row * columns));
  return builder.binary('add', targets, starts);
}

/** 1 / √(mean(x²) + ε) of each innermost row, kept as size 1. */
export function inverseRms(builder: TfjsBuilder, x: TfjsTensor, epsilon: number): TfjsTensor {
  const axis = x.shape.length - 1;
  const squares = builder.sum(builder.unary('square', x), axis);
  return builder.unary('rsqrt', builder.binary('add', builder.binary('div', squares, axisSize(x.shape, axis)), epsilon));
}
