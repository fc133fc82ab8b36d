/** The fit proof: what was predicted before anything was allocated against what was allocated, and the whole process. */
import type { MemoryPlan } from '../../engine/executors/executor.ts';

export interface FitMeasurement {
  readonly predicted: MemoryPlan;
  readonly allocated: MemoryPlan;
  /** Measured around the run where the device shares the process's memory; null on a device with memory of its own. */
  readonly process: {
    /** Resident bytes of the host before it compiled. */
    readonly baselineBytes: number;
    /** Peak resident bytes while it ran. */
    readonly peakBytes: number;
  } | null;
}

export interface FitReport {
  readonly ok: boolean;
  readonly predictedBytes: number;
  readonly allocatedBytes: number;
  /** Kinds whose bytes differ, with both numbers; empty when exact. */
  readonly differences: readonly { readonly kind: keyof MemoryPlan; readonly predicted: number; readonly allocated: number }[];
  /** Of the whole process, where it was measured. */
  readonly process: { readonly predictedBytes: number; readonly peakBytes: number; readonly ok: boolean } | null;
  readonly detail: string;
}

/** A process may be this far above its prediction: the larger of both. */
const processTolerance = { share: 0.05, bytes: 32 * 2 ** 20 };

/** Device bytes must be equal exactly, by kind; the process's peak within its tolerance of baseline and plan. */
export function fitProof({ predicted, allocated, process }: FitMeasurement): FitReport {
  const kinds = Object.keys(predicted) as (keyof MemoryPlan)[];
  const differences = kinds
    .filter((kind) => predicted[kind] !== allocated[kind])
    .map((kind) => ({ kind, predicted: predicted[kind], allocated: allocated[kind] }));
  const whole = process && judgeProcess(process.baselineBytes + predicted.total, process.peakBytes);
  const ok = differences.length === 0 && (whole === null || whole.ok);
  return {
    ok,
    predictedBytes: predicted.total,
    allocatedBytes: allocated.total,
    differences,
    process: whole,
    detail: describe(differences, whole, allocated.total),
  };
}

function judgeProcess(predictedBytes: number, peakBytes: number): NonNullable<FitReport['process']> {
  const slack = Math.max(predictedBytes * processTolerance.share, processTolerance.bytes);
  return { predictedBytes, peakBytes, ok: peakBytes <= predictedBytes + slack };
}

function describe(differences: FitReport['differences'], whole: FitReport['process'], allocated: number): string {
  if (differences.length > 0) {
    return differences
      .map(({ kind, predicted, allocated: got }) => `${kind}: predicted ${predicted.toLocaleString('en')} bytes, allocated ${got.toLocaleString('en')}`)
      .join('; ');
  }
  if (whole && !whole.ok)
    return `the process was predicted to take ${whole.predictedBytes.toLocaleString('en')} bytes and took ${whole.peakBytes.toLocaleString('en')}`;
  return `${allocated.toLocaleString('en')} bytes predicted and allocated`;
}
