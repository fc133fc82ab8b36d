/** Runs a linked program over a session's variables and constants. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MixwrightError } from '../../../shared/errors.ts';
import { elementCount, sameShape, showShape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import { consume, type Device, withShape } from './device.ts';
import type { LinkedProgram } from './lifetimes.ts';
import { slice } from './slice.ts';
import type { Operand, StoreStep } from './step.ts';
import type { Storage } from './storage.ts';
import type { Buffer, Value } from './values.ts';

export interface Surroundings {
  readonly device: Device;
  readonly storage: Storage;
  /** By key. */
  readonly constants: ReadonlyMap<string, Tensor>;
  /** Asked between steps. */
  stopped(): boolean;
}

/** Gives every temporary back, however it ends. @throws MixwrightError STOPPED between two steps, when asked to. */
export function runProgram(
  program: LinkedProgram,
  inputs: Readonly<Record<string, TensorData>>,
  { device, storage, constants, stopped }: Surroundings,
): Record<string, TensorData> {
  const temporaries = new Map<Buffer, Tensor>();
  const release = (buffer: Buffer): void => {
    const tensor = temporaries.get(buffer);
    temporaries.delete(buffer);
    if (tensor) device.dispose(tensor);
  };
  const stored = ({ buffer }: Value): Operand => {
    if (buffer.kind === 'variable') return storage.operand(buffer.variable);
    const tensor = buffer.kind === 'constant' ? constants.get(buffer.constant.key) : temporaries.get(buffer);
    if (!tensor) throw new MixwrightError('INTERNAL', `a ${buffer.kind} is read that is not there`);
    return tensor;
  };
  /** Calls back with the operands in their values' shapes. */
  const withOperands = <T>(values: readonly Value[], use: (operands: readonly Operand[]) => T): T => {
    const views: Tensor[] = [];
    try {
      const operands = values.map((value): Operand => {
        const operand = stored(value);
        if ('packed' in operand || sameShape(operand.shape, value.shape)) return operand;
        const view = device.view(operand, value.shape);
        views.push(view);
        return view;
      });
      return use(operands);
    } finally {
      for (const view of views) device.dispose(view);
    }
  };
  const taken = ({ buffer }: Value): Tensor => {
    const tensor = temporaries.get(buffer) as Tensor;
    temporaries.delete(buffer);
    return tensor;
  };
  const store = ({ inputs: [value], target }: StoreStep, moves: boolean): void => {
    if (target.buffer.kind !== 'variable') throw new MixwrightError('INTERNAL', 'only a variable can be given a value');
    const fresh = moves ? taken(value) : withOperands([value], ([operand]) => copy(device, operand as Tensor));
    const placed = sameShape(fresh.shape, target.shape) ? fresh : consume(device, fresh, () => device.view(fresh, target.shape));
    storage.replace(target.buffer.variable, placed);
  };
  try {
    for (const [name, value] of program.inputs) {
      // A copy: the backend may keep what it is given, and the caller may go on using it.
      temporaries.set(value.buffer, device.upload(checkedInput(name, value, inputs[name]).slice(), value.shape));
    }
    for (const { step, frees, moves } of program.steps) {
      if (stopped()) throw new MixwrightError('STOPPED', 'cancelled');
      if (step.kind === 'store') store(step, moves);
      else
        temporaries.set(
          step.output.buffer,
          withOperands(step.inputs, (operands) => step.run(device, operands)),
        );
      frees.forEach(release);
    }
    const outputs = [...program.outputs].map(([name, value]) => [name, withOperands([value], ([operand]) => device.read(operand as Tensor))] as const);
    return Object.fromEntries(outputs);
  } finally {
    for (const buffer of [...temporaries.keys()]) release(buffer);
  }
}

function copy(device: Device, tensor: Tensor): Tensor {
  const { size } = tensor;
  return withShape(device, tensor, [size], (flat) => slice(device, flat, { axis: 0, start: 0, length: size }));
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
