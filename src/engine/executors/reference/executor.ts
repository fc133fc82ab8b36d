/**
 * The reference executor: every op in plain f64 loops. Slow, obvious, and the definition the other executors are
 * tested against. Variables are held in f64 too, so finite differences can be taken through it.
 */
import { MixwrightError } from '../../../shared/errors.ts';
import { byteLength } from '../../dtype.ts';
import type { Graph, Tensor, Variable } from '../../graph.ts';
import type { Operands, ReferenceTensor } from '../../op.ts';
import { schedule } from '../../schedule.ts';
import { elementCount } from '../../shape.ts';
import { arithmetic } from '../arithmetic.ts';
import type { Executor, MemoryPlan, Programs, Session, TensorData } from '../executor.ts';
import { decodeValues, encodeValues } from './storage.ts';

/** A session that also gives the f64 values behind a variable, for finite differences. */
export interface ReferenceSession extends Session {
  values(variable: Variable): Float64Array;
  /** As `run`, with the outputs in f64. */
  runExact(program: string, inputs?: Readonly<Record<string, TensorData>>): ReadonlyMap<string, ReferenceTensor>;
}

export interface ReferenceExecutor extends Executor {
  compile(programs: Programs): ReferenceSession;
}

export function createReferenceExecutor(): ReferenceExecutor {
  return {
    name: 'reference',
    numerics: { executor: 'reference', arithmetic: arithmetic.reference },
    plan: planMemory,
    compile(programs) {
      const orders = new Map(Object.entries(programs).map(([name, graph]) => [name, schedule(graph)]));
      const stored = new Map<Variable, ReferenceTensor>();
      for (const variable of variablesOf(programs)) stored.set(variable, { ...variable, values: new Float64Array(elementCount(variable.shape)) });
      return createSession({ programs, orders, stored });
    },
    dispose: () => undefined,
  };
}

interface SessionState {
  readonly programs: Programs;
  readonly orders: ReadonlyMap<string, readonly Tensor[]>;
  readonly stored: Map<Variable, ReferenceTensor>;
}

function createSession({ programs, orders, stored }: SessionState): ReferenceSession {
  const storage = (variable: Variable): ReferenceTensor => {
    const found = stored.get(variable);
    if (!found) throw new MixwrightError('INTERNAL', `variable "${variable.name}" is not part of this session`);
    return found;
  };
  const runExact: ReferenceSession['runExact'] = (name, inputs = {}) => {
    const graph = programs[name];
    if (!graph) throw new MixwrightError('INTERNAL', `there is no program "${name}"`);
    return runProgram(graph, orders.get(name) as readonly Tensor[], { inputs, storage });
  };
  return {
    memory: planMemory(programs),
    variables: new Set(stored.keys()),
    run: (name, inputs) => Object.fromEntries([...runExact(name, inputs)].map(([output, tensor]) => [output, narrow(tensor)])),
    runExact,
    write(variable, bytes, byteOffset = 0) {
      const { values } = storage(variable);
      const whole = bytes.length === byteLength(variable.dtype, values.length);
      const all = whole ? bytes : encodeValues(values, variable.dtype);
      if (!whole) all.set(bytes, byteOffset);
      values.set(decodeValues(all, variable.dtype));
    },
    read(variable, byteOffset = 0, byteCount) {
      const all = encodeValues(storage(variable).values, variable.dtype);
      return all.slice(byteOffset, byteCount === undefined ? undefined : byteOffset + byteCount);
    },
    zero: (variable) => void storage(variable).values.fill(0),
    values: (variable) => storage(variable).values,
    dispose: () => stored.clear(),
  };
}

interface RunState {
  readonly inputs: Readonly<Record<string, TensorData>>;
  readonly storage: (variable: Variable) => ReferenceTensor;
}

function runProgram(graph: Graph, order: readonly Tensor[], state: RunState): ReadonlyMap<string, ReferenceTensor> {
  const results = new Map<Tensor, ReferenceTensor>();
  for (const node of order) results.set(node, node.op ? runOp(node, results) : leafValue(node, state));
  return new Map([...graph.outputs].map(([name, tensor]) => [name, results.get(tensor) as ReferenceTensor]));
}

function narrow({ dtype, values }: ReferenceTensor): TensorData {
  return dtype === 'i32' ? Int32Array.from(values) : Float32Array.from(values);
}

function runOp(node: Tensor, results: ReadonlyMap<Tensor, ReferenceTensor>): ReferenceTensor {
  const inputs = node.inputs.map((input) => results.get(input) as ReferenceTensor) as unknown as Operands<ReferenceTensor>;
  // A writing op's result is the variable's own storage.
  const output = node.op?.writes
    ? (inputs[node.op.writes[0] as number] as ReferenceTensor)
    : { shape: node.shape, dtype: node.dtype, values: new Float64Array(elementCount(node.shape)) };
  node.op?.reference(inputs, node.attributes, output);
  return output;
}

function leafValue(node: Tensor, { inputs, storage }: RunState): ReferenceTensor {
  const { leaf, shape, dtype } = node;
  switch (leaf?.kind) {
    case 'variable':
      return storage(leaf.variable);
    case 'constant':
      return { shape, dtype, values: Float64Array.from(leaf.values) };
    case 'input': {
      const values = inputs[leaf.name];
      if (values?.length !== elementCount(shape)) {
        throw new MixwrightError('INTERNAL', `input "${leaf.name}" wants ${elementCount(shape)} values, got ${values?.length ?? 'none'}`);
      }
      return { shape, dtype, values: Float64Array.from(values) };
    }
    default:
      throw new MixwrightError('INTERNAL', 'a node is neither a leaf nor the result of an op');
  }
}

function variablesOf(programs: Programs): Set<Variable> {
  const found = new Set<Variable>();
  for (const graph of Object.values(programs)) for (const { leaf } of graph.nodes) if (leaf?.kind === 'variable') found.add(leaf.variable);
  return found;
}

/** What the stored types would take; the reference keeps everything in f64, so this is the plan of a tidy executor without reuse. */
function planMemory(programs: Programs): MemoryPlan {
  const bytes = { frozen: 0, trained: 0, optimizer: 0, gradient: 0, buffer: 0 };
  for (const { kind, dtype, shape } of variablesOf(programs)) bytes[kind] += byteLength(dtype, elementCount(shape));
  const activations = Object.values(programs).map((graph) =>
    schedule(graph).reduce((sum, { op, dtype, shape }) => sum + (op ? byteLength(dtype, elementCount(shape)) : 0), 0),
  );
  const plan = {
    frozen: bytes.frozen,
    trained: bytes.trained,
    optimizer: bytes.optimizer,
    gradients: bytes.gradient,
    activations: Math.max(0, ...activations),
    scratch: bytes.buffer,
  };
  return { ...plan, total: Object.values(plan).reduce((sum, part) => sum + part, 0) };
}
