import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { arithmetic } from '../../../src/engine/executors/arithmetic.ts';
import { createReferenceExecutor } from '../../../src/engine/executors/reference/executor.ts';
import { createSelfTestModel } from '../../../src/engine/executors/selfTest/selfTestModel.ts';
import { openTfjsBackend } from '../../../src/engine/executors/tfjs/backends.ts';
import { createTfjsExecutor } from '../../../src/engine/executors/tfjs/executor.ts';
import { elementCount } from '../../../src/engine/shape.ts';
import { testedExecutors } from '../../support/executors.ts';

/** What three steps in WebAssembly leave in the weights, by what a run's numerics tell of it. */
const known: Readonly<Record<string, string>> = {
  'TensorFlow.js 4.22.0, SIMD true, arithmetic 2': 'ac2a14e94e6be34f',
};

/**
 * WebAssembly computes the same bits on every machine, as native libraries do not: it stands for all that executors share, and for
 * TensorFlow.js's lowerings. Other bits under a known name mean that runs would go on with another curve: raise the revision.
 */
it('other bits have another revision', async () => {
  const executor = createTfjsExecutor({ backend: await openTfjsBackend('wasm') });
  const model = createSelfTestModel();
  const session = executor.compile(model.programs);
  model.parameters.forEach((parameter, i) => {
    // Drawn by no logarithm or cosine: their last bits are the JavaScript engine's own.
    const values = Float32Array.from({ length: elementCount(parameter.shape) }, (_, at) => (((at + i) * 7919) % 4093) / 10_000 - 0.2);
    session.write(parameter, new Uint8Array(values.buffer));
  });
  for (const step of [1, 2, 3]) {
    session.run('backward', model.inputs);
    session.run('update', { settings: model.settings(step) });
  }
  const hash = createHash('sha256');
  for (const parameter of model.parameters) hash.update(session.read(parameter));
  const { library, simd, arithmetic: revision } = executor.numerics;
  executor.dispose();
  expect(hash.digest('hex').slice(0, 16)).toBe(known[`${library}, SIMD ${simd}, arithmetic ${revision}`]);
});

it.each([['reference', createReferenceExecutor] as const, ...testedExecutors().map(({ label, open }) => [label, open] as const)])(
  'numerics of %s tell the revision',
  (_, open) => {
    const executor = open();
    expect(executor.numerics.arithmetic).toBe(arithmetic[executor.name]);
    executor.dispose();
  },
);
