/** Runs a linked program over a session's variables and constants. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MixwrightError } from '../../../shared/errors.ts';
import { elementCount, type Shape, sameShape, showShape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import { consume, type Device, withShape } from './device.ts';
import { giveBack, type Held, hold, seenAs } from './held.ts';
import type { LinkedProgram } from './lifetimes.ts';
import { slice } from './slice.ts';
import type { Operand, StoreStep } from './step.ts';
import type { Storage } from './storage.ts';
import type { Buffer, Value } from './values.ts';

export interface Surroundings {
  readonly device: Device;
  readonly storage: Storage;
  /** By key. */
  readonly constants: ReadonlyMap<string, Held>;
  /** Asked between steps. */
  stopped(): boolean;
}

/** Gives every temporary back, however it ends. @throws MixwrightError STOPPED between two steps, when asked to. */
export function runProgram(
  program: LinkedProgram,
  inputs: Readonly<Record<string, TensorData>>,
  { device, storage, constants, stopped }: Surroundings,
): Record<string, TensorData> {
  const temporaries = new Map<Buffer, Held>();
  const release = (buffer: Buffer): void => {
    const held = temporaries.get(buffer);
    temporaries.delete(buffer);
    if (held) giveBack(device, held);
  };
  /** In the value's shape. */
  const operandOf = ({ buffer, shape }: Value): Operand => {
    if (buffer.kind === 'variable') return storage.operand(buffer.variable, shape);
    const held = buffer.kind === 'constant' ? constants.get(buffer.constant.key) : temporaries.get(buffer);
    if (!held) throw new MixwrightError('INTERNAL', `a ${buffer.kind} is read that is not there`);
    return seenAs(device, held, shape);
  };
  /** Out of the program's hands, in a shape that is the caller's. */
  const taken = ({ buffer }: Value, shape: Shape): Tensor => {
    const held = temporaries.get(buffer) as Held;
    temporaries.delete(buffer);
    const tensor = seenAs(device, held, shape);
    for (const other of [held.tensor, ...held.views]) if (other !== tensor) device.dispose(other);
    return tensor;
  };
  const store = ({ inputs: [value], target: { buffer, shape }, adds }: StoreStep, takes: boolean): void => {
    if (buffer.kind !== 'variable') throw new MixwrightError('INTERNAL', 'only a variable can be given a value');
    const { variable } = buffer;
    const fresh = (): Tensor => {
      if (adds && !storage.isZero(variable)) {
        return device.kernel('Add', { a: storage.operand(variable, shape) as Tensor, b: operandOf({ ...value, shape }) as Tensor });
      }
      return takes ? taken(value, shape) : copy(device, operandOf({ ...value, shape }) as Tensor);
    };
    storage.replace(variable, fresh());
  };
  try {
    for (const [name, value] of program.inputs) {
      // A copy: the backend may keep what it is given, and the caller may go on using it.
      temporaries.set(value.buffer, hold(device.upload(checkedInput(name, value, inputs[name]).slice(), value.shape)));
    }
    for (const { step, frees, moves } of program.steps) {
      if (stopped()) throw new MixwrightError('STOPPED', 'cancelled');
      if (step.kind === 'store') store(step, moves || frees.includes(step.inputs[0].buffer));
      else temporaries.set(step.output.buffer, hold(step.run(device, step.inputs.map(operandOf))));
      frees.forEach(release);
    }
    return Object.fromEntries([...program.outputs].map(([name, value]) => [name, device.read(operandOf(value) as Tensor)]));
  } finally {
    for (const buffer of [...temporaries.keys()]) release(buffer);
  }
}

function copy(device: Device, tensor: Tensor): Tensor {
  const { size } = tensor;
  const copied = withShape(device, tensor, [size], (flat) => slice(device, flat, { axis: 0, start: 0, length: size }));
  return sameShape(tensor.shape, [size]) ? copied : consume(device, copied, () => device.view(copied, tensor.shape));
}

function checkedInput(name: string, { shape, dtype }: Value, values: TensorData | undefined): TensorData {
  const count = elementCount(shape);
  if (values?.length !== count) {
    throw new MixwrightError('INTERNAL', `input "${name}" wants ${count} values ${showShape(shape)}, got ${values?.length ?? 'none'}`);
  }
  if (values instanceof Int32Array !== (dtype === 'i32')) {
    throw new MixwrightError('INTERNAL', `input "${name}" is ${dtype}, got ${values.constructor.name}`);
  }
  return values;
}
