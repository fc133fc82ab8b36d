/**
 * The short lists of integers that kernels upload for a shape or an axis and give back after one call. Uploading one takes as long
 * as the call itself, and the next call nearly always wants the same: they are kept.
 */
import type { DataType, engine, TensorInfo } from '@tensorflow/tfjs-core';

type Backend = ReturnType<typeof engine>['backend'];

/** What kernels do with them. */
interface List extends TensorInfo {
  dispose(): void;
}

/** Beyond this many the one that was unused for longest goes: where experts' rows begin is new in every step. */
const mostKept = 2048;

/**
 * In place of tfjs-core's `tensor1d`.
 * @param backend asked when there is one.
 */
export function keepLists(backend: () => Pick<Backend, 'write' | 'disposeData'>): (values: readonly number[], dtype: DataType) => List {
  const kept = new Map<string, List>();
  return (values, dtype) => {
    const key = `${dtype} ${values.join(' ')}`;
    const shape = [values.length];
    const list = kept.get(key) ?? { dataId: backend().write(Int32Array.from(values), shape, dtype), shape, dtype, dispose: () => undefined };
    kept.delete(key);
    kept.set(key, list);
    if (kept.size > mostKept) {
      const [oldest, { dataId }] = kept.entries().next().value as [string, List];
      kept.delete(oldest);
      backend().disposeData(dataId);
    }
    return list;
  };
}
