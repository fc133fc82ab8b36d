/** Programs as steps of TensorFlow.js: what `plan` sizes and a session runs. */
import { MixwrightError } from '../../../shared/errors.ts';
import type { Graph, Tensor } from '../../graph.ts';
import type { Operands } from '../../op.ts';
import { schedule } from '../../schedule.ts';
import type { Programs, TensorData } from '../executor.ts';
import type { TfjsTensor } from '../tfjsBuilder.ts';
import { bytesOf } from '../variableRange.ts';
import { createBuilder, type LoweredFor } from './builder.ts';
import { createGivens } from './givens.ts';
import { createLeaves, type Leaves } from './leaves.ts';
import { type LinkedProgram, link } from './lifetimes.ts';
import type { Step } from './step.ts';
import { createValue, type Value } from './values.ts';

export interface Lowered {
  readonly leaves: Leaves;
  readonly programs: ReadonlyMap<string, LinkedProgram>;
}

export function lowerPrograms(backend: LoweredFor, programs: Programs): Lowered {
  const leaves = createLeaves();
  const keys = new Map<TensorData, string>();
  const keyOf = (values: TensorData): string => {
    const key = keys.get(values) ?? `constant ${keys.size}`;
    keys.set(values, key);
    return key;
  };
  const lowered = Object.entries(programs).map(([name, graph]) => [name, lowerProgram(graph, { backend, leaves, keyOf })] as const);
  return { leaves, programs: new Map(lowered) };
}

interface Target {
  readonly backend: LoweredFor;
  readonly leaves: Leaves;
  keyOf(values: TensorData): string;
}

function lowerProgram(graph: Graph, { backend, leaves, keyOf }: Target): LinkedProgram {
  const steps: Step[] = [];
  const inputs = new Map<string, Value>();
  const givens = createGivens();
  const values = new Map<Tensor, TfjsTensor>();
  const lowerLeaf = ({ leaf, shape, dtype }: Tensor): TfjsTensor => {
    switch (leaf?.kind) {
      case 'variable':
        return leaves.variable(leaf.variable);
      case 'constant':
        return leaves.constant(keyOf(leaf.values), shape, () => leaf.values);
      case 'input': {
        const value = createValue({ kind: 'temporary', bytes: bytesOf({ dtype, shape }), given: true }, shape, dtype);
        inputs.set(leaf.name, value);
        return value;
      }
      default:
        throw new MixwrightError('INTERNAL', 'a node is neither a leaf nor the result of an op');
    }
  };
  const valueBehind = (tensor: Tensor): TfjsTensor => values.get(tensor) as TfjsTensor;
  for (const node of schedule(graph)) {
    const { op } = node;
    if (!op) {
      values.set(node, lowerLeaf(node));
      continue;
    }
    const builder = createBuilder({ backend, leaves, givens, op: op.name, push: (step) => void steps.push(step) });
    const operands = node.inputs.map(valueBehind) as unknown as Operands<TfjsTensor>;
    values.set(node, op.tfjs(builder, operands, node.attributes, { shape: node.shape, dtype: node.dtype }));
  }
  const outputs = new Map([...graph.outputs].map(([name, tensor]) => [name, valueBehind(tensor) as Value]));
  return link({ steps, inputs, outputs });
}
