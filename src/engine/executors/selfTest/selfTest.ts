/**
 * What a device must do right before it may train: gradients and two steps of a tiny model as on `reference`, and every
 * op the same in place as out of place. A ggml exists that loads, runs and trains wrongly (ENGINE.md §1.1).
 */
import { randomStream } from '../../../shared/random.ts';
import { createGraph, type Graph, type Variable } from '../../graph.ts';
import type { Example, ExampleInput, Op } from '../../op.ts';
import { affine } from '../../ops/affine.ts';
import { ops } from '../../ops/index.ts';
import { elementCount } from '../../shape.ts';
import type { Executor, Session, TensorData, Tolerance } from '../executor.ts';
import { createReferenceExecutor } from '../reference/executor.ts';
import { tolerances, toleranceUse } from '../tolerances.ts';
import { createSelfTestModel, type SelfTestModel } from './selfTestModel.ts';

export interface SelfTestResult {
  readonly ok: boolean;
  readonly reason?: string;
  /** It could not be run to its end, for want of memory perhaps: another time may tell otherwise. */
  readonly unfinished?: true;
}

/** Takes under a second on a CPU; a GPU compiles its shaders first. Never throws: what goes wrong is the result. */
export function selfTest(executor: Executor, tolerance: Tolerance = tolerances.ggmlCpu): SelfTestResult {
  try {
    const reason = inPlaceFault(executor) ?? trainingFault(executor, tolerance);
    return reason === null ? { ok: true } : { ok: false, reason };
  } catch (error) {
    return unfinishedTest(error);
  }
}

/** What is known of a device whose test threw. */
export function unfinishedTest(error: unknown): SelfTestResult {
  return { ok: false, reason: error instanceof Error ? error.message : String(error), unfinished: true };
}

/** Rounding adds up over the layers of a whole step. */
const depthFactor = 20;

function trainingFault(executor: Executor, { relative, absolute }: Tolerance): string | null {
  const model = createSelfTestModel();
  const tolerance = { relative: relative * depthFactor, absolute: absolute * depthFactor };
  const [expected, got] = [createReferenceExecutor(), executor].map((one) => trainTwoSteps(one, model)) as [StepRecord[], StepRecord[]];
  for (const [step, { loss, gradients }] of expected.entries()) {
    const other = got[step] as StepRecord;
    if (toleranceUse([other.loss], [loss], tolerance) > 1) return `the loss of step ${step + 1} is ${other.loss}, expected ${loss}`;
    for (const [i, variable] of model.gradients.entries()) {
      const use = toleranceUse(other.gradients[i] as Float32Array, gradients[i] as Float32Array, tolerance);
      if (use > 1) return `in step ${step + 1} ${variable.name} is off by ${use.toPrecision(3)} times the tolerance`;
    }
  }
  return null;
}

interface StepRecord {
  readonly loss: number;
  readonly gradients: readonly Float32Array[];
}

function trainTwoSteps(executor: Executor, model: SelfTestModel): StepRecord[] {
  const session = executor.compile(model.programs);
  try {
    const stream = randomStream(1, 'self-test');
    model.parameters.forEach((parameter, i) => {
      const values = Float32Array.from({ length: elementCount(parameter.shape) }, (_, at) => stream.normal(i, at) * 0.2);
      session.write(parameter, new Uint8Array(values.buffer));
    });
    return [1, 2].map((step) => {
      const { loss } = session.run('backward', model.inputs);
      const gradients = model.gradients.map((variable) => floats(session, variable));
      session.run('update', { settings: model.settings(step) });
      return { loss: loss?.[0] as number, gradients };
    });
  } finally {
    session.dispose();
  }
}

function floats(session: Session, variable: Variable): Float32Array {
  return new Float32Array(session.read(variable).buffer);
}

/** Compares each op on variables, which it may not overwrite, with the same op on intermediate results, whose memory it may take, one at a time. */
function inPlaceFault(executor: Executor): string | null {
  for (const op of ops) {
    const example = op.examples.find(({ inputs }) => inputs.every(({ dtype }) => dtype === undefined));
    const input = example && !op.writes ? inputMisused(executor, op, example) : null;
    if (input !== null) return `"${op.name}" gives another result when it may overwrite input ${input + 1}`;
  }
  return null;
}

/** The first input that the op cannot work in place of, or null. */
function inputMisused(executor: Executor, op: Op, { inputs, attributes }: Example): number | null {
  const variables = inputs.map(
    ({ shape, draw }, i): Variable => ({ name: `input ${i}`, kind: 'frozen', shape, dtype: typeof draw === 'object' ? 'i32' : 'f32' }),
  );
  const program = (intermediate: number): Graph => {
    const graph = createGraph(`input ${intermediate}`);
    const operands = variables.map((variable, i) => (i === intermediate ? affine(graph.variable(variable), 1) : graph.variable(variable)));
    graph.output('y', graph.apply(op, operands, attributes));
    return graph;
  };
  const candidates = variables.flatMap(({ dtype }, i) => (dtype === 'f32' ? [i] : []));
  const session = executor.compile(Object.fromEntries([-1, ...candidates].map((i) => [i, program(i)])));
  try {
    variables.forEach((variable, i) => {
      session.write(variable, drawBytes(inputs[i] as ExampleInput, i));
    });
    const expected = session.run('-1').y as TensorData;
    return candidates.find((i) => session.run(String(i)).y?.some((value, at) => !Object.is(value, expected[at]))) ?? null;
  } finally {
    session.dispose();
  }
}

function drawBytes({ shape, draw = 'normal', scale = 1 }: ExampleInput, index: number): Uint8Array {
  const stream = randomStream(2, `example ${index}`);
  const valueAt = (i: number): number => {
    if (draw === 'normal') return stream.normal(0, i) * scale;
    if (draw === 'positive') return 0.5 + stream.uniform(0, i);
    return 'values' in draw ? (draw.values[i] as number) : Math.floor(stream.uniform(0, i) * draw.below);
  };
  const values = Array.from({ length: elementCount(shape) }, (_, i) => valueAt(i));
  return new Uint8Array((typeof draw === 'object' ? Int32Array.from(values) : Float32Array.from(values)).buffer);
}
