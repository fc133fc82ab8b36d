/** An ONNX model of one matrix product, written field by field (onnx.proto; numbers are protobuf field numbers). */
import type { Transposed } from '../multiplier.ts';

/** Names of the model's tensors. */
export const tensorNames = { a: 'a', b: 'b', product: 'y' } as const;

type Field = readonly [number, Message | string | number];
type Message = readonly Field[];

/** onnx.proto's numbers. */
const float = 1;
const integerAttribute = 2;
const irVersion = 8;
const standardOps = 13;

/** y = op(a) · op(b) in f32, of any rank; FusedMatMul is ONNX Runtime's MatMul with transposes. */
export function productModel({ a, b }: Transposed): Uint8Array {
  const flag = (name: string, value: boolean): Message => [
    [1, name],
    [3, value ? 1 : 0],
    [20, integerAttribute],
  ];
  const tensor = (name: string): Message => [
    [1, name],
    [2, [[1, [[1, float]]]]],
  ];
  const node: Message = [
    [1, tensorNames.a],
    [1, tensorNames.b],
    [2, tensorNames.product],
    [4, 'FusedMatMul'],
    [5, flag('transA', a)],
    [5, flag('transB', b)],
    [7, 'com.microsoft'],
  ];
  const graph: Message = [
    [1, node],
    [2, 'product'],
    [11, tensor(tensorNames.a)],
    [11, tensor(tensorNames.b)],
    [12, tensor(tensorNames.product)],
  ];
  const opset = (domain: string, version: number): Message => [
    [1, domain],
    [2, version],
  ];
  return Uint8Array.from(
    encode([
      [1, irVersion],
      [7, graph],
      [8, opset('', standardOps)],
      [8, opset('com.microsoft', 1)],
    ]),
  );
}

function encode(message: Message): number[] {
  return message.flatMap(([field, value]) => {
    if (typeof value === 'number') return [...varint(field << 3), ...varint(value)];
    const bytes = typeof value === 'string' ? [...new TextEncoder().encode(value)] : encode(value);
    return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
  });
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
