/** From tensor programs to ggml graphs without memory: what both sizing and compiling begin with. */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { Graph, Tensor } from '../../graph.ts';
import type { Operands } from '../../op.ts';
import { schedule } from '../../schedule.ts';
import type { Programs } from '../executor.ts';
import type { GgmlTensor } from '../ggmlBuilder.ts';
import { createArena } from './arena.ts';
import { createBuilder } from './builder.ts';
import type { Handle } from './handle.ts';
import { createLeaves, type Leaves } from './leaves.ts';
import type { Products } from './products/products.ts';
import { createProgramEmitter, type ProgramRecord, type RecordingEmitter } from './programEmitter.ts';
import type { Resources } from './resources.ts';
import { createTemporaryGraph, type TemporaryGraph } from './temporaryGraph.ts';

export interface LoweredProgram extends ProgramRecord {
  readonly inputs: ReadonlyMap<string, Handle>;
  readonly outputs: ReadonlyMap<string, Handle>;
  /** All nodes, for the allocator of temporaries. */
  readonly graph: Pointer;
}

export interface Lowered {
  readonly leaves: Leaves;
  readonly programs: ReadonlyMap<string, LoweredProgram>;
  readonly temporary: TemporaryGraph;
  dispose(): void;
}

export function lowerPrograms(resources: Resources, products: Products, programs: Programs): Lowered {
  const leaves = createLeaves(resources);
  const arena = createArena(resources);
  const temporary = createTemporaryGraph(resources);
  const graphContexts: Pointer[] = [];
  const dispose = (): void => {
    for (const context of graphContexts) resources.free('contexts', context);
    temporary.dispose();
    arena.dispose();
    leaves.dispose();
  };
  try {
    const lowered = Object.entries(programs).map(([name, graph]) => {
      const emitter = createProgramEmitter(resources, leaves, arena);
      const { inputs, outputs } = lowerGraph(graph, emitter, { leaves, tools: { resources, products, temporary } });
      const whole = createGraph(resources, emitter.record.nodes, leaves.all.length);
      graphContexts.push(whole.context);
      return [name, { ...emitter.record, inputs, outputs, graph: whole.graph }] as const;
    });
    return { leaves, programs: new Map(lowered), temporary, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

interface LoweringTools {
  readonly leaves: Leaves;
  readonly tools: Parameters<typeof createBuilder>[1];
}

function lowerGraph(graph: Graph, emitter: RecordingEmitter, { leaves, tools }: LoweringTools): Pick<LoweredProgram, 'inputs' | 'outputs'> {
  const builder = createBuilder(emitter, tools);
  const handles = new Map<Tensor, Handle>();
  const inputs = new Map<string, Handle>();
  for (const node of schedule(graph)) {
    const { op, leaf, attributes } = node;
    if (op) {
      emitter.enter(op.name);
      const operands = node.inputs.map((input) => handles.get(input)) as unknown as Operands<GgmlTensor>;
      handles.set(node, op.ggml(builder, operands, attributes, node) as unknown as Handle);
    } else if (leaf?.kind === 'variable') {
      handles.set(node, leaves.variable(leaf.variable));
    } else if (leaf?.kind === 'constant') {
      handles.set(
        node,
        leaves.constant(`${graph.name}#${node.id}`, node.shape, () => leaf.values),
      );
    } else if (leaf?.kind === 'input') {
      handles.set(node, leaves.input(node));
      inputs.set(leaf.name, handles.get(node) as Handle);
    }
  }
  const outputs = [...graph.outputs].map(([name, tensor]) => [name, keepOutput(emitter, handles.get(tensor) as Handle)] as const);
  return { inputs, outputs: new Map(outputs) };
}

/** The allocator spares tensors marked as outputs, but not those that views look at: such results are copied. */
function keepOutput(emitter: RecordingEmitter, result: Handle): Handle {
  const { ggml } = emitter;
  emitter.enter('output');
  const owned = result.root === null && emitter.record.nodes.includes(result.pointer);
  const output = owned ? result : emitter.node(result, (context) => ggml.cont(context, result.pointer));
  ggml.set_output(output.pointer);
  return output;
}

/** A graph in the order given. Room for the leaves, which ggml finds by itself, is needed too. */
function createGraph(resources: Resources, nodes: readonly Pointer[], leafCount: number): { readonly context: Pointer; readonly graph: Pointer } {
  const size = nodes.length + leafCount + 1;
  const context = resources.createContext({ graphNodes: size });
  const graph = resources.ggml.new_graph_custom(context, size, false);
  for (const node of nodes) resources.ggml.build_forward_expand(graph, node);
  return { context, graph };
}
