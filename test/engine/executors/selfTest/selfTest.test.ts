import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../../src/engine/executors/executor.ts';
import { createReferenceExecutor } from '../../../../src/engine/executors/reference/executor.ts';
import { selfTest } from '../../../../src/engine/executors/selfTest/selfTest.ts';
import { testedExecutors } from '../../../support/executors.ts';

for (const tested of testedExecutors()) {
  describe(`the self-test on ${tested.label}`, () => {
    it('passes, leaving nothing behind', { timeout: 600_000 }, () => {
      const executor = tested.open();
      expect(selfTest(executor, tested.tolerance)).toEqual({ ok: true });
      executor.dispose();
    });
  });
}

describe('the self-test', () => {
  it('fails a device whose gradients are a thousandth off, naming one', () => {
    const result = selfTest(withFault((name, bytes) => (name === '0.router.gradient' ? scaled(bytes, 1.001 ** 10) : bytes)));
    expect(result).toEqual({ ok: false, reason: expect.stringContaining('in step 1 0.router.gradient is off') });
  });

  it('fails a device that does not update what it was told to', () => {
    const executor = createReferenceExecutor();
    const lazy: Executor = {
      ...executor,
      compile(programs) {
        const session = executor.compile(programs);
        return { ...session, run: (program, inputs) => (program === 'update' ? {} : session.run(program, inputs)) };
      },
    };
    expect(selfTest(lazy)).toEqual({ ok: false, reason: expect.stringContaining('the loss of step 2') });
  });

  it('reports what a device throws instead of throwing', () => {
    const executor = createReferenceExecutor();
    const broken: Executor = {
      ...executor,
      compile() {
        throw new Error('out of order');
      },
    };
    expect(selfTest(broken)).toEqual({ ok: false, reason: 'out of order', unfinished: true });
  });
});

/** The reference executor with one thing wrong: what is read from its variables. */
function withFault(fault: (name: string, bytes: Uint8Array) => Uint8Array): Executor {
  const executor = createReferenceExecutor();
  return {
    ...executor,
    compile(programs) {
      const session = executor.compile(programs);
      return { ...session, read: (variable, offset, count) => fault(variable.name, session.read(variable, offset, count)) };
    },
  };
}

function scaled(bytes: Uint8Array, factor: number): Uint8Array {
  const values = new Float32Array(bytes.slice().buffer).map((value) => value * factor);
  return new Uint8Array(values.buffer);
}
