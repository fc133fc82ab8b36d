/** Runs a lowered program whose tensors have memory. */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import { elementCount, showShape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import type { Handle } from './handle.ts';
import { readFloats, readInts, writeAll } from './hostData.ts';
import type { LoweredProgram } from './lowering.ts';
import type { Resources } from './resources.ts';
import type { ThreadTeam } from './threadTeam.ts';

export interface RunnableProgram {
  run(inputs: Readonly<Record<string, TensorData>>): Record<string, TensorData>;
  dispose(): void;
}

/** Native stretches become graphs of their own, each run by one call. */
export function createProgram(resources: Resources, team: ThreadTeam, program: LoweredProgram): RunnableProgram {
  const { ggml, backend } = resources;
  const contexts: Pointer[] = [];
  const steps = program.steps.map((step): (() => void) => {
    if (step.kind === 'host') return step.run;
    const context = resources.createContext({ graphNodes: step.nodes.length });
    contexts.push(context);
    const graph = ggml.new_graph_custom(context, step.nodes.length, false);
    for (const node of step.nodes) ggml.graph_add_node(graph, node);
    const runStretch = team.stretch();
    return () =>
      runStretch((threads) => {
        backend.useThreads(threads);
        backend.compute(graph);
      });
  });
  return {
    run(inputs) {
      for (const [name, handle] of program.inputs) writeAll(ggml, handle, checkedInput(name, handle, inputs[name], program.indexLimits.get(handle)));
      try {
        for (const step of steps) step();
      } finally {
        backend.useThreads(backend.threads);
      }
      return Object.fromEntries(
        [...program.outputs].map(([name, handle]) => [name, handle.dtype === 'i32' ? readInts(ggml, handle) : readFloats(ggml, handle)]),
      );
    },
    dispose() {
      for (const context of contexts) resources.free('contexts', context);
    },
  };
}

/** What ggml would answer with an abort of the process (a wrong length, a row that does not exist) is refused here. */
function checkedInput(name: string, { shape, dtype }: Handle, values: TensorData | undefined, rows: number | undefined): TensorData {
  const count = elementCount(shape);
  if (values?.length !== count) {
    throw new MixwrightError('INTERNAL', `input "${name}" wants ${count} values ${showShape(shape)}, got ${values?.length ?? 'none'}`);
  }
  if (values instanceof Int32Array !== (dtype === 'i32')) {
    throw new MixwrightError('INTERNAL', `input "${name}" is ${dtype}, got ${values.constructor.name}`);
  }
  const stray = rows === undefined ? -1 : values.findIndex((value) => value < 0 || value >= rows);
  if (stray >= 0) throw new MixwrightError('INTERNAL', `input "${name}" asks at ${stray} for row ${values[stray]} of ${rows}`);
  return values;
}
