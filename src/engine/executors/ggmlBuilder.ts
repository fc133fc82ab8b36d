/**
 * What a lowering to ggml may say, as pure types: ggml's functions with shapes outermost-first. The builder knows each
 * tensor's shape, makes operands contiguous where ggml wants them so, and expands broadcasts ggml lacks; op files stay
 * free of pointers, strides and ggml's reversed axes.
 */
import type { Dtype } from '../dtype.ts';
import type { Shape } from '../shape.ts';

declare const handle: unique symbol;

/** A tensor of ggml's, opaque to op files; perhaps a strided view. */
export interface GgmlTensor {
  readonly [handle]: true;
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export type GgmlUnary = 'neg' | 'sqr' | 'sqrt' | 'exp' | 'log' | 'silu' | 'sigmoid' | 'relu' | 'step' | 'tanh' | 'abs' | 'sgn' | 'softplus';
export type GgmlBinary = 'add' | 'sub' | 'mul' | 'div';

export interface RopeSettings {
  /** Rotated dimensions of each head, even; the rest pass through. */
  readonly dimensions: number;
  readonly theta: number;
  /** Multiplies cos and sin. */
  readonly attentionFactor: number;
  /** Rotates backwards: the gradient. */
  readonly inverse: boolean;
}

export interface GgmlBuilder {
  unary(kind: GgmlUnary, x: GgmlTensor): GgmlTensor;
  /** NumPy broadcasting of either operand. */
  binary(kind: GgmlBinary, a: GgmlTensor, b: GgmlTensor): GgmlTensor;
  /** x * factor + offset. */
  affine(x: GgmlTensor, factor: number, offset: number): GgmlTensor;
  clamp(x: GgmlTensor, min: number, max: number): GgmlTensor;
  /** Repeats to the shape by broadcasting. */
  broadcast(x: GgmlTensor, shape: Shape): GgmlTensor;
  reshape(x: GgmlTensor, shape: Shape): GgmlTensor;
  /** Axis i of the result is axis axes[i] of x; a view. */
  permute(x: GgmlTensor, axes: readonly number[]): GgmlTensor;
  /** A view of [start, start + length) along an axis. */
  slice(x: GgmlTensor, axis: number, start: number, length: number): GgmlTensor;
  /** Zeros before and after along an axis. */
  pad(x: GgmlTensor, axis: number, before: number, after: number): GgmlTensor;
  concat(parts: readonly GgmlTensor[], axis: number): GgmlTensor;
  /** A contiguous f32 (or i32) tensor with the same values. */
  dense(x: GgmlTensor): GgmlTensor;
  /** Any stored dtype to f32, exactly, through get_rows (ENGINE.md §2). */
  toFloat32(x: GgmlTensor): GgmlTensor;
  /** Sum along the innermost axis, kept as 1. */
  sumRows(x: GgmlTensor): GgmlTensor;
  /** op(a) · op(b) over the two innermost axes; leading axes equal. The matrix-product provider decides how. */
  matmul(a: GgmlTensor, b: GgmlTensor, transposeA: boolean, transposeB: boolean): GgmlTensor;
  /** softmax over the innermost axis of scale * x + mask; the mask broadcasts over leading axes. */
  softmax(x: GgmlTensor, mask: GgmlTensor | null, scale: number): GgmlTensor;
  softmaxBackward(dy: GgmlTensor, y: GgmlTensor, scale: number): GgmlTensor;
  rmsNorm(x: GgmlTensor, epsilon: number): GgmlTensor;
  rmsNormBackward(dy: GgmlTensor, x: GgmlTensor, epsilon: number): GgmlTensor;
  siluBackward(dy: GgmlTensor, x: GgmlTensor): GgmlTensor;
  /** x [T, heads, headDim], positions i32 [T], frequencyDivisors f32 [dimensions / 2]; half-split layout. */
  rope(x: GgmlTensor, positions: GgmlTensor, frequencyDivisors: GgmlTensor, settings: RopeSettings): GgmlTensor;
  /** table [R, C], indices i32 [N] → f32 [N, C]. */
  getRows(table: GgmlTensor, indices: GgmlTensor): GgmlTensor;
  /** dy [N, C], indices i32 [N] → f32 [rows, C]: rows of dy added up by index. */
  addRows(dy: GgmlTensor, indices: GgmlTensor, rows: number): GgmlTensor;
  /** Per row of logits [N, V]: -log softmax at targets i32 [N] → [N]. */
  crossEntropy(logits: GgmlTensor, targets: GgmlTensor): GgmlTensor;
  /** (softmax(logits) - onehot(targets)) * dy[:, None]. */
  crossEntropyBackward(logits: GgmlTensor, targets: GgmlTensor, dy: GgmlTensor): GgmlTensor;
  /** Indices of the k largest of each row [N, E] → i32 [N, k], descending, lowest index first among equals. */
  topK(x: GgmlTensor, k: number): GgmlTensor;
  oneHot(indices: GgmlTensor, classes: number): GgmlTensor;
  /** See ops/dispatch.ts; `order` and `inverse` and `tokens` are i32 [T·k], `offsets` i32 [experts + 1]. */
  dispatch(part: 'order' | 'tokens' | 'inverse' | 'offsets', expertIds: GgmlTensor, experts: number): GgmlTensor;
  /** Rows of x [R, in] sorted by expert times their expert's w [E, out, in] (or its transpose) → [R, out]. */
  groupedMatmul(x: GgmlTensor, w: GgmlTensor, offsets: GgmlTensor, transposeW: boolean): GgmlTensor;
  /** dy [R, out], x [R, in] → Σ over each expert's rows of dyᵀ·x: [E, out, in]. */
  groupedOuter(dy: GgmlTensor, x: GgmlTensor, offsets: GgmlTensor, experts: number): GgmlTensor;
  /** target ← value; target must be a variable. */
  assign(target: GgmlTensor, value: GgmlTensor): GgmlTensor;
  /** target ← target + value, in place. */
  accumulate(target: GgmlTensor, value: GgmlTensor): GgmlTensor;
  /** target[indices[i], :] ← rows[i, :], in place. */
  setRows(target: GgmlTensor, rows: GgmlTensor, indices: GgmlTensor): GgmlTensor;
  /** PyTorch's AdamW in place; settings f32 [7] = {rate, β1, β2, ε, decay, 1/(1-β1ᵗ), 1/(1-β2ᵗ)}. */
  adamw(parameter: GgmlTensor, gradient: GgmlTensor, first: GgmlTensor, second: GgmlTensor, settings: GgmlTensor): GgmlTensor;
}
