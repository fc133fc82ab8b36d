/** Watches what the run takes against what there is. */
import type { StepMetric } from '../run.ts';
import type { Alarm } from './alarm.ts';

export interface MemoryState {
  readonly bytes: number;
  readonly step: number;
}

/** Above this share the system begins to swap, or ends the process. */
const near = 0.9;

export const noMemory: MemoryState = { bytes: 0, step: 0 };

export function seeMemory(state: MemoryState, { memoryBytes = 0, step }: StepMetric): MemoryState {
  return memoryBytes > state.bytes ? { bytes: memoryBytes, step } : state;
}

/** @param limitBytes memory of the machine. */
export function memoryAlarms({ bytes, step }: MemoryState, limitBytes: number): readonly Alarm[] {
  return bytes > near * limitBytes ? [alarm(bytes / limitBytes, step)] : [];
}

function alarm(share: number, step: number): Alarm {
  return {
    level: 'warning',
    code: 'MEMORY_NEAR_LIMIT',
    title: `The run takes ${Math.round(share * 100)} % of the memory there is`,
    advice: 'Close other programs, or go on with block recomputation, a smaller micro-batch or a shorter sequence.',
    step,
  };
}
