/**
 * A tensor program: a static graph of typed ops. Nodes are created in execution order, so a node's id is its place in
 * the program; executors run only what the outputs and the writes need. Results of one program reach another through
 * variables, which live as long as the compiled session.
 */
import { MixwrightError } from '../shared/errors.ts';
import type { Dtype } from './dtype.ts';
import type { Attributes, Op, Operands } from './op.ts';
import { elementCount, type Shape, sameShape, shapeError, showShape } from './shape.ts';

/** What a variable's bytes are counted as, and whether the optimizer owns it. */
export type VariableKind = 'frozen' | 'trained' | 'optimizer' | 'gradient' | 'buffer';

/** Storage that outlives a run. Identity matters: programs share a variable by sharing the object. */
export interface Variable {
  readonly name: string;
  readonly kind: VariableKind;
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export type Leaf =
  | { readonly kind: 'variable'; readonly variable: Variable }
  /** Fed anew at every run. */
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly values: Float32Array | Int32Array };

/** A value in a graph: a leaf, or the result of an op. */
export interface Tensor extends TensorType {
  readonly graph: Graph;
  readonly id: number;
  readonly leaf?: Leaf;
  readonly op?: Op;
  readonly inputs: Operands<Tensor>;
  readonly attributes: Attributes;
}

/** A stretch of the forward pass that the backward pass computes again instead of keeping. */
export interface Segment {
  readonly first: number;
  readonly end: number;
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Tensor[];
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** Nodes run for what they write into variables. */
  readonly writes: readonly Tensor[];
  readonly segments: readonly Segment[];
  /** Every call with one variable gives the same tensor. */
  variable(variable: Variable): Tensor;
  input(name: string, shape: Shape, dtype?: Dtype): Tensor;
  constant(values: Float32Array | Int32Array, shape: Shape): Tensor;
  apply<A extends Attributes>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor;
  output(name: string, tensor: Tensor): void;
  /** Marks a node of a writing op as wanted. */
  effect(node: Tensor): void;
  /** Everything `build` creates becomes a segment to recompute. */
  segment<T>(build: () => T): T;
}

const none = [] as unknown as Operands<Tensor>;

export function createGraph(name: string): Graph {
  const nodes: Tensor[] = [];
  const outputs = new Map<string, Tensor>();
  const writes: Tensor[] = [];
  const segments: Segment[] = [];
  const leaves = new Map<unknown, Tensor>();
  const place = (tensor: Omit<Tensor, 'graph' | 'id'>): Tensor => {
    const placed: Tensor = { graph, id: nodes.length, ...tensor };
    nodes.push(placed);
    return placed;
  };
  const leafOnce = (key: unknown, type: TensorType, leaf: Leaf): Tensor => {
    const known = leaves.get(key);
    if (known) {
      if (!sameShape(known.shape, type.shape) || known.dtype !== type.dtype) throw shapeError(`"${String(key)}" is declared twice with different types`);
      return known;
    }
    const tensor = place({ ...type, leaf, inputs: none, attributes: {} });
    leaves.set(key, tensor);
    return tensor;
  };
  const graph: Graph = {
    name,
    nodes,
    outputs,
    writes,
    segments,
    variable: (variable) => leafOnce(variable, variable, { kind: 'variable', variable }),
    input: (inputName, shape, dtype = 'f32') => leafOnce(inputName, { shape, dtype }, { kind: 'input', name: inputName }),
    constant(values, shape) {
      if (values.length !== elementCount(shape)) throw shapeError(`constant of ${values.length} values cannot have shape ${showShape(shape)}`);
      return place({ shape, dtype: values instanceof Int32Array ? 'i32' : 'f32', leaf: { kind: 'constant', values }, inputs: none, attributes: {} });
    },
    apply(op, inputs, attributes) {
      for (const input of inputs) {
        if (input.graph !== graph) throw new MixwrightError('INTERNAL', `${op.name}: an input belongs to program "${input.graph.name}", not "${name}"`);
      }
      const operands = inputs as unknown as Operands<Tensor>;
      return place({ ...op.infer(operands, attributes), op: op as unknown as Op, inputs: operands, attributes });
    },
    output(outputName, tensor) {
      if (outputs.has(outputName)) throw new MixwrightError('INTERNAL', `program "${name}" has two outputs named "${outputName}"`);
      outputs.set(outputName, tensor);
    },
    effect: (node) => void writes.push(node),
    segment(build) {
      const first = nodes.length;
      const result = build();
      segments.push({ first, end: nodes.length });
      return result;
    },
  };
  return graph;
}
