/** One TensorFlow.js backend, as narrow as the executor needs it: kernels by name, values up and down, and giving tensors back. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MixwrightError } from '../../../shared/errors.ts';
import { type Shape, sameShape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import type { BackendName, TfjsBackend } from './backends.ts';

type Attributes = Readonly<Record<string, unknown>>;

export interface Device {
  readonly backend: BackendName;
  /** Makes this backend the one that TensorFlow.js runs kernels on: it has one at a time for the whole thread. */
  activate(): void;
  hasKernel(name: string): boolean;
  kernel(name: string, inputs: Readonly<Record<string, Tensor>>, attributes?: Attributes): Tensor;
  kernelOutputs(name: string, inputs: Readonly<Record<string, Tensor>>, attributes?: Attributes): readonly Tensor[];
  /** Concatenates along an axis; the kernel takes a list. */
  concat(parts: readonly Tensor[], axis: number): Tensor;
  /** Takes the array over: the caller must not use it afterwards. */
  upload(values: TensorData, shape: Shape): Tensor;
  /** A copy of a tensor's values. */
  read(tensor: Tensor): TensorData;
  /** Another tensor over the same memory; both must be given back. */
  view(tensor: Tensor, shape: Shape): Tensor;
  dispose(tensor: Tensor): void;
}

export function createDevice({ name, core }: TfjsBackend): Device {
  const engine = core.engine();
  const failure = (kernel: string, cause: unknown): MixwrightError =>
    new MixwrightError('DEVICE_FAILED', `TensorFlow.js (${name}) failed in ${kernel}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'the device may be out of memory: use a smaller microBatch or sequenceLength, or another device',
      cause,
    });
  const run = (kernel: string, inputs: unknown, attributes: Attributes): Tensor | Tensor[] => {
    try {
      return engine.runKernel(kernel, inputs as never, attributes as never) as Tensor | Tensor[];
    } catch (error) {
      throw failure(kernel, error);
    }
  };
  const kernelOutputs: Device['kernelOutputs'] = (kernel, inputs, attributes = {}) => [run(kernel, inputs, attributes)].flat();
  const device: Device = {
    backend: name,
    activate() {
      // Synchronous for a backend that has been opened, which `backends.ts` saw to.
      // Compared by identity: an opening that was overtaken by another leaves the name of one and the backend of the other.
      if (engine.backendName !== name || engine.backend !== engine.findBackend(name)) void engine.setBackend(name);
    },
    hasKernel: (kernel) => core.getKernel(kernel, name) !== undefined,
    kernel: (kernel, inputs, attributes) => kernelOutputs(kernel, inputs, attributes)[0] as Tensor,
    kernelOutputs,
    concat: (parts, axis) => [run('Concat', parts, { axis })].flat()[0] as Tensor,
    upload(values, shape) {
      try {
        return core.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32');
      } catch (error) {
        throw failure('an upload', error);
      }
    },
    read: (tensor) => (tensor.dataSync() as TensorData).slice(),
    view: (tensor, shape) => device.kernel('Reshape', { x: tensor }, { shape: [...shape] }),
    dispose: (tensor) => tensor.dispose(),
  };
  return device;
}

/** Runs `use` with the tensor in the given shape. */
export function withShape<T>(device: Device, tensor: Tensor, shape: Shape, use: (tensor: Tensor) => T): T {
  return sameShape(tensor.shape, shape) ? use(tensor) : consume(device, device.view(tensor, shape), use);
}

/** Runs `use` with a tensor that is given back afterwards, however it ends. */
export function consume<T>(device: Device, tensor: Tensor, use: (tensor: Tensor) => T): T {
  try {
    return use(tensor);
  } finally {
    device.dispose(tensor);
  }
}
