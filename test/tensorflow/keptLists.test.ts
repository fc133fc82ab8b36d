import type { KernelBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { keepLists } from '../../src/tensorflow/keptLists.ts';

/** Where lists are written to, in place of TensorFlow's memory. */
function memory(): { readonly backend: Pick<KernelBackend, 'write' | 'disposeData'>; readonly held: Map<object, number[]> } {
  const held = new Map<object, number[]>();
  const write = (values: unknown): object => {
    const id = {};
    held.set(id, [...(values as Int32Array)]);
    return id;
  };
  return { held, backend: { write, disposeData: (id: object) => held.delete(id) } as Pick<KernelBackend, 'write' | 'disposeData'> };
}

it('lists are uploaded once, whoever gives them back', () => {
  const { backend, held } = memory();
  const listOf = keepLists(() => backend);
  const first = listOf([2, 3], 'int32');
  first.dispose();
  expect(listOf([2, 3], 'int32').dataId).toBe(first.dataId);
  expect(listOf([23], 'int32').dataId).not.toBe(first.dataId);
  expect(listOf([], 'int32')).toMatchObject({ shape: [0], dtype: 'int32' });
  expect([...held.values()]).toEqual([[2, 3], [23], []]);
});

it('no more are kept than there is room for; what was just used stays', () => {
  const { backend, held } = memory();
  const listOf = keepLists(() => backend);
  const kept = listOf([-1], 'int32');
  for (let i = 0; i < 5000; i++) {
    listOf([i], 'int32');
    expect(listOf([-1], 'int32').dataId).toBe(kept.dataId);
  }
  expect(held.size).toBe(2048);
  expect(held.has(kept.dataId)).toBe(true);
});
