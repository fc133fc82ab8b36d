import { afterAll, describe, expect, it } from 'vitest';
import type { Session } from '../../src/engine/executors/executor.ts';
import { createReferenceExecutor } from '../../src/engine/executors/reference/executor.ts';
import { toleranceUse } from '../../src/engine/executors/tolerances.ts';
import { createGraph, type Graph, type Variable } from '../../src/engine/graph.ts';
import type { Example, ExampleInput, Op } from '../../src/engine/op.ts';
import { ops } from '../../src/engine/ops/index.ts';
import { storedBytes, testedExecutors } from '../support/executors.ts';
import { drawInput, isIds } from './drawInputs.ts';

/** The op over variables, its result as output, and what it wrote read back by a second program. */
function programsOf(op: Op, example: Example, variables: readonly Variable[]): Record<'run', Graph> {
  const run = createGraph('run');
  const result = run.apply(op, variables.map(run.variable), example.attributes);
  if (op.writes) run.effect(result);
  else run.output('y', result);
  return { run };
}

function valuesAfter(session: Session, op: Op, variables: readonly Variable[]): Record<string, ArrayLike<number>> {
  const outputs = session.run('run');
  if (!op.writes) return outputs;
  return Object.fromEntries(op.writes.map((index) => [`written ${index}`, new Float32Array(session.read(variables[index] as Variable).slice().buffer)]));
}

for (const tested of testedExecutors()) {
  describe(`${tested.label} against reference`, () => {
    const executor = tested.open();
    afterAll(() => executor.dispose());
    const cases = ops.flatMap((op) => op.examples.map((example, i) => [`${op.name}, example ${i}`, op, example] as const));
    it.each(cases)('%s', (_, op, example) => {
      const variables = example.inputs.map(
        (input, i): Variable => ({
          name: `input ${i}`,
          kind: input.dtype ? 'frozen' : 'trained',
          shape: input.shape,
          dtype: isIds(input, op.name) ? 'i32' : (input.dtype ?? 'f32'),
        }),
      );
      const sessions = [createReferenceExecutor(), executor].map((one) => one.compile(programsOf(op, example, variables)));
      const [expected, got] = sessions.map((session) => {
        variables.forEach((variable, i) => {
          const input = example.inputs[i] as ExampleInput;
          session.write(variable, storedBytes(drawInput(input, i), variable.dtype, input.shape.at(-1) ?? 1));
        });
        return valuesAfter(session, op, variables);
      }) as [Record<string, ArrayLike<number>>, Record<string, ArrayLike<number>>];
      for (const [name, values] of Object.entries(expected)) {
        expect(toleranceUse(got[name] ?? [], values, tested.tolerance), name).toBeLessThanOrEqual(1);
      }
      for (const session of sessions) session.dispose();
    });
  });
}
