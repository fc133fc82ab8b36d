/**
 * A session's variables. What computes is a tensor on the device; frozen weights stored narrower than f32 stay the bytes
 * they are, on the host, and are widened at use. Bytes may be written in pieces: they gather on the host until the variable
 * is whole or somebody wants it.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MixwrightError } from '../../../shared/errors.ts';
import type { Dtype } from '../../dtype.ts';
import type { Variable } from '../../graph.ts';
import { elementCount, type Shape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import { bytesOf } from '../variableRange.ts';
import { consume, type Device, withShape } from './device.ts';
import { giveBack, type Held, hold, seenAs } from './held.ts';
import { slice } from './slice.ts';
import type { Operand } from './step.ts';
import { isPacked } from './values.ts';

export interface Storage {
  readonly variables: ReadonlySet<Variable>;
  /** In the given shape, but for stored bytes. */
  operand(variable: Variable, shape: Shape): Operand;
  /** Whether it is known to hold zeros alone. */
  isZero(variable: Variable): boolean;
  /** Takes the tensor over. */
  replace(variable: Variable, tensor: Tensor): void;
  write(variable: Variable, bytes: Uint8Array, byteOffset: number): void;
  read(variable: Variable, byteOffset: number, byteCount: number): Uint8Array;
  zero(variable: Variable): void;
  /** What a variable takes now. */
  bytes(variable: Variable): number;
  dispose(): void;
}

type Slot =
  | { readonly kind: 'packed'; readonly bytes: Uint8Array }
  | { readonly kind: 'tensor'; readonly held: Held }
  /** All zeros, which are written down when somebody wants them; until then it holds what it held before. */
  | { readonly kind: 'zero'; readonly held: Held }
  /** Being written in pieces. */
  | { readonly kind: 'gathered'; readonly values: TensorData };

/** Everything zero. */
export function createStorage(device: Device, variables: Iterable<Variable>): Storage {
  const slots = new Map<Variable, Slot>();
  const zeros = ({ dtype, shape }: Variable): Slot =>
    isPacked(dtype)
      ? { kind: 'packed', bytes: new Uint8Array(bytesOf({ dtype, shape })) }
      : { kind: 'tensor', held: hold(device.upload(newValues(dtype, elementCount(shape)), shape)) };
  const release = (slot: Slot | undefined): void => {
    if (slot?.kind === 'tensor' || slot?.kind === 'zero') giveBack(device, slot.held);
  };
  const put = (variable: Variable, slot: Slot): void => {
    release(slots.get(variable));
    slots.set(variable, slot);
  };
  const find = (variable: Variable): Slot => {
    const slot = slots.get(variable);
    if (!slot) throw new MixwrightError('INTERNAL', `variable "${variable.name}" is not part of this session`);
    return slot;
  };
  /** On the device, unless packed. */
  const settled = (variable: Variable): Extract<Slot, { kind: 'packed' | 'tensor' }> => {
    const slot = find(variable);
    if (slot.kind === 'packed' || slot.kind === 'tensor') return slot;
    if (slot.kind === 'zero') {
      const zero = { kind: 'tensor', held: hold(device.kernel('ZerosLike', { x: slot.held.tensor })) } as const;
      put(variable, zero);
      return zero;
    }
    const tensor = device.upload(slot.values, variable.shape);
    const whole = { kind: 'tensor', held: hold(tensor) } as const;
    slots.set(variable, whole);
    // The native backend takes values over at a tensor's first use. Used at once, one variable is held twice for a moment; else all of them in the first step.
    device.dispose(device.view(tensor, variable.shape));
    return whole;
  };
  const dispose = (): void => {
    for (const slot of slots.values()) release(slot);
    slots.clear();
  };
  try {
    for (const variable of variables) slots.set(variable, zeros(variable));
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    variables: new Set(slots.keys()),
    operand(variable, shape) {
      const slot = settled(variable);
      return slot.kind === 'packed' ? { packed: slot.bytes } : seenAs(device, slot.held, shape);
    },
    isZero: (variable) => find(variable).kind === 'zero',
    replace: (variable, tensor) => put(variable, { kind: 'tensor', held: hold(tensor) }),
    write(variable, bytes, byteOffset) {
      const slot = find(variable);
      if (slot.kind === 'packed') {
        slot.bytes.set(bytes, byteOffset);
        return;
      }
      const size = bytesOf(variable);
      const fresh = slot.kind === 'zero' || bytes.length === size;
      const values = slot.kind === 'gathered' ? slot.values : fresh ? newValues(variable.dtype, size / 4) : device.read(slot.held.tensor);
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(bytes, byteOffset);
      put(variable, { kind: 'gathered', values });
      if (byteOffset + bytes.length === size) settled(variable);
    },
    read(variable, byteOffset, byteCount) {
      const slot = settled(variable);
      return slot.kind === 'packed' ? slot.bytes.slice(byteOffset, byteOffset + byteCount) : readBytes(device, slot.held.tensor, byteOffset, byteCount);
    },
    zero(variable) {
      const slot = find(variable);
      if (slot.kind === 'tensor') slots.set(variable, { kind: 'zero', held: slot.held });
      else if (slot.kind !== 'zero') put(variable, zeros(variable));
    },
    bytes(variable) {
      const slot = find(variable);
      return slot.kind === 'packed' ? slot.bytes.length : slot.kind === 'gathered' ? slot.values.byteLength : slot.held.tensor.size * 4;
    },
    dispose,
  };
}

function newValues(dtype: Dtype, count: number): TensorData {
  return dtype === 'i32' ? new Int32Array(count) : new Float32Array(count);
}

/** Only the elements that the bytes belong to leave the device. */
function readBytes(device: Device, tensor: Tensor, byteOffset: number, byteCount: number): Uint8Array {
  if (byteCount === 0) return new Uint8Array(0);
  const first = Math.floor(byteOffset / 4);
  const count = Math.ceil((byteOffset + byteCount) / 4) - first;
  const values = count === tensor.size ? device.read(tensor) : readElements(device, tensor, first, count);
  return new Uint8Array(values.buffer, values.byteOffset + (byteOffset - first * 4), byteCount);
}

function readElements(device: Device, tensor: Tensor, first: number, count: number): TensorData {
  const part = withShape(device, tensor, [tensor.size], (flat) => slice(device, flat, { axis: 0, start: first, length: count }));
  return consume(device, part, device.read);
}
