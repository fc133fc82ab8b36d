/** When each value of a program goes: after its last use, which is known before anything runs, and so is the peak of what is held at once. */
import type { Step } from './step.ts';
import type { Buffer, Value } from './values.ts';

export interface Unlinked {
  readonly steps: readonly Step[];
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
}

export interface LinkedStep {
  readonly step: Step;
  /** Given back after the step. */
  readonly frees: readonly Buffer[];
  /** Of a store: nobody else holds the value, so that it becomes the variable's without a copy. */
  readonly moves: boolean;
}

export interface LinkedProgram {
  readonly steps: readonly LinkedStep[];
  /** Those that something reads. */
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  /** Bytes held at once besides variables and constants, at most; exact where no shape depends on data. */
  readonly peakBytes: number;
}

export function link({ steps: all, inputs, outputs }: Unlinked): LinkedProgram {
  const steps = withoutUnused(all, outputs);
  const kept = new Set([...outputs.values()].map(({ buffer }) => buffer));
  const lastUse = new Map<Buffer, number>();
  steps.forEach((step, i) => {
    for (const { buffer } of step.inputs) lastUse.set(buffer, i);
  });
  const linked = steps.map((step, i): LinkedStep => {
    const dying = new Set(step.inputs.map(({ buffer }) => buffer).filter((buffer) => buffer.kind === 'temporary' && lastUse.get(buffer) === i));
    for (const buffer of kept) dying.delete(buffer);
    const moves = step.kind === 'store' && !step.adds && dying.has(step.inputs[0].buffer);
    return { step, frees: moves ? [] : [...dying], moves };
  });
  const read = new Map([...inputs].filter(([, { buffer }]) => lastUse.has(buffer) || kept.has(buffer)));
  return { steps: linked, inputs: read, outputs, peakBytes: peakOf(linked, read) };
}

/** Lowerings may not need what their op was given: what nobody reads is not computed. */
function withoutUnused(steps: readonly Step[], outputs: ReadonlyMap<string, Value>): readonly Step[] {
  const read = new Set([...outputs.values()].map(({ buffer }) => buffer));
  const needed: Step[] = [];
  for (const step of steps.toReversed()) {
    if (step.kind === 'compute' && !read.has(step.output.buffer)) continue;
    for (const { buffer } of step.inputs) read.add(buffer);
    needed.push(step);
  }
  return needed.reverse();
}

function peakOf(steps: readonly LinkedStep[], inputs: ReadonlyMap<string, Value>): number {
  let held = 0;
  for (const { buffer } of inputs.values()) held += buffer.bytes;
  let peak = held;
  for (const { step, frees, moves } of steps) {
    // A store that adds or copies holds the sum or copy beside the variable's old value, which then goes; one that moves hands its value over.
    const made = step.kind === 'compute' ? step.output.buffer.bytes : 0;
    const briefly = step.kind === 'compute' ? step.temporaryBytes : moves ? 0 : step.target.buffer.bytes;
    peak = Math.max(peak, held + made + briefly);
    held += made - (step.kind === 'store' && moves ? step.target.buffer.bytes : 0);
    for (const { bytes } of frees) held -= bytes;
  }
  return peak;
}
