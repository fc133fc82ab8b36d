/** The contract of an executor: it sizes, compiles and runs tensor programs on one device. */
import type { MemoryBytes } from '../../shared/jobs.ts';
import type { Graph, Variable } from '../graph.ts';

export type ExecutorName = 'reference' | 'ggml' | 'tfjs';

/** Bytes by kind, as every face shows them. */
export type MemoryPlan = MemoryBytes;

export type Programs = Readonly<Record<string, Graph>>;
export type TensorData = Float32Array | Int32Array;

export interface Executor {
  readonly name: ExecutorName;
  /** What decides rounding on this executor; equal values promise equal bits. */
  readonly numerics: Readonly<Record<string, string | number | boolean>>;
  /** Sizes the programs exactly as `compile` would allocate them, allocating nothing. */
  plan(programs: Programs): MemoryPlan;
  /** Allocates everything; variables start as zeros. Throws DOES_NOT_FIT when the device cannot hold it. */
  compile(programs: Programs): Session;
  dispose(): void;
}

/** Compiled programs and the variables they share. Running allocates nothing; dispose gives every byte back. */
export interface Session {
  readonly memory: MemoryPlan;
  readonly variables: ReadonlySet<Variable>;
  /** Runs a program with all its inputs, row-major; gives its outputs. */
  run(program: string, inputs?: Readonly<Record<string, TensorData>>): Readonly<Record<string, TensorData>>;
  /** Stores bytes in the variable's own dtype, little-endian, starting at a byte offset. */
  write(variable: Variable, bytes: Uint8Array, byteOffset?: number): void;
  read(variable: Variable, byteOffset?: number, byteCount?: number): Uint8Array;
  zero(variable: Variable): void;
  dispose(): void;
}

/** How far an executor may be from `reference` and its gradients from finite differences: |a-b| <= absolute + relative * max|b|. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}
