/**
 * The checkpoint codec: which tensors a session's checkpoint holds, their bytes in slices, and putting them back. Only what
 * training changes is stored (trained parameters, optimizer state, buffers); frozen weights stay with the base, by fingerprint.
 * Gradients are empty between steps.
 */
import { byteLength } from '../engine/dtype.ts';
import type { Session } from '../engine/executors/executor.ts';
import type { Variable, VariableKind } from '../engine/graph.ts';
import { elementCount, type Shape, sameShape, showShape } from '../engine/shape.ts';
import { MixwrightError } from '../shared/errors.ts';
import type { RunIdentity } from './runIdentity.ts';
import type { LoopState } from './state.ts';

export const checkpointVersion = 1;

export interface CheckpointTensor {
  readonly name: string;
  readonly kind: VariableKind;
  /** Everything that training changes is held in f32. */
  readonly dtype: 'f32';
  readonly shape: Shape;
  readonly bytes: number;
}

export interface CheckpointHeader {
  readonly version: typeof checkpointVersion;
  readonly state: LoopState;
  /** Length of metrics.jsonl when it was written: resume cuts the file back to it. */
  readonly metricsBytes: number;
  readonly identity: RunIdentity;
  readonly tensors: readonly CheckpointTensor[];
}

/** A stretch of one tensor's bytes, little-endian; a tensor's slices come in order and without gaps. */
export interface TensorSlice {
  readonly name: string;
  readonly byteOffset: number;
  readonly bytes: Uint8Array;
}

/** A session as its checkpoints see it: what only serves something else (caches of sample answers) is left out of `variables`. */
export type CheckpointedSession = Pick<Session, 'variables' | 'read' | 'write'>;

const storedKinds: ReadonlySet<VariableKind> = new Set(['trained', 'optimizer', 'buffer']);

/** Bytes of a slice, at most. */
const sliceBytes = 2 ** 24;

export function describeCheckpoint(session: CheckpointedSession, about: Pick<CheckpointHeader, 'state' | 'metricsBytes' | 'identity'>): CheckpointHeader {
  return { version: checkpointVersion, ...about, tensors: storedVariables(session).map(describeTensor) };
}

/** The stored tensors' bytes as they are on the device now, in the header's order. */
export function* tensorSlices(session: CheckpointedSession): Generator<TensorSlice> {
  for (const variable of storedVariables(session)) {
    const { name, bytes } = describeTensor(variable);
    for (let byteOffset = 0; byteOffset < bytes; byteOffset += sliceBytes) {
      yield { name, byteOffset, bytes: session.read(variable, byteOffset, Math.min(sliceBytes, bytes - byteOffset)) };
    }
  }
}

/**
 * Puts a checkpoint's tensors into a session compiled from the same recipe.
 * @throws MixwrightError RESUME_REFUSED when the session has other tensors, before anything is written · CHECKPOINT_DAMAGED
 * when slices are missing.
 */
export async function restoreCheckpoint(session: CheckpointedSession, header: CheckpointHeader, slices: AsyncIterable<TensorSlice>): Promise<void> {
  const variables = storedVariables(session);
  checkTensors(variables, header.tensors);
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const received = new Map<string, number>();
  for await (const { name, byteOffset, bytes } of slices) {
    const variable = byName.get(name);
    if (!variable || byteOffset !== (received.get(name) ?? 0)) throw damaged(`tensor ${name} has bytes at ${byteOffset} that do not belong there`, name);
    session.write(variable, bytes, byteOffset);
    received.set(name, byteOffset + bytes.length);
  }
  for (const { name, bytes } of header.tensors) {
    if ((received.get(name) ?? 0) !== bytes) throw damaged(`tensor ${name} has ${received.get(name) ?? 0} of ${bytes} bytes`, name);
  }
}

/** Variables that a checkpoint holds, by name. */
function storedVariables(session: CheckpointedSession): readonly Variable[] {
  return [...session.variables].filter(({ kind }) => storedKinds.has(kind)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describeTensor({ name, kind, dtype, shape }: Variable): CheckpointTensor {
  if (dtype !== 'f32') throw new MixwrightError('INTERNAL', `a checkpoint holds f32 tensors only, "${name}" is ${dtype}`, { tensor: name });
  return { name, kind, dtype, shape, bytes: byteLength(dtype, elementCount(shape)) };
}

function checkTensors(variables: readonly Variable[], stored: readonly CheckpointTensor[]): void {
  const byName = new Map(stored.map((tensor) => [tensor.name, tensor]));
  for (const { name, kind, shape } of variables) {
    const found = byName.get(name);
    if (!found) throw refused(`the recipe trains tensor ${name}, the checkpoint has none of that name`, name);
    if (found.kind !== kind || !sameShape(found.shape, shape)) {
      throw refused(`tensor ${name}: expected ${kind} ${showShape(shape)}, the checkpoint has ${found.kind} ${showShape(found.shape)}`, name);
    }
    byName.delete(name);
  }
  const [extra] = byName.keys();
  if (extra !== undefined) throw refused(`the checkpoint holds tensor ${extra}, which the recipe does not train`, extra);
}

function refused(message: string, tensor: string): MixwrightError {
  return new MixwrightError('RESUME_REFUSED', message, { tensor, hint: 'resume with the recipe the run was started with, or start a new run' });
}

function damaged(message: string, tensor: string): MixwrightError {
  return new MixwrightError('CHECKPOINT_DAMAGED', message, { tensor, hint: 'resume from an earlier checkpoint' });
}
