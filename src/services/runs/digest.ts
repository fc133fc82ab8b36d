/** What lists say of a run, gathered from its metrics one record at a time. A plain value: kept on disk, it goes on from there. */
import { type AlarmState, noAlarms, seeMetric } from '../../shared/alarms/runAlarms.ts';
import type { Metric } from './runFiles.ts';

export interface Digest {
  readonly step: number;
  /** Of the last step; null when it is not a number. */
  readonly loss: number | null;
  /** Of the best evaluation. */
  readonly bestLoss: number | null;
  /** Spent in steps. */
  readonly seconds: number;
  /** Of one step, lately. */
  readonly secondsPerStep: number | null;
  readonly peakMemoryBytes: number | null;
  /** Means of the loss over `stride` steps each; the last one may still be filling. */
  readonly curve: readonly number[];
  readonly stride: number;
  /** Steps in the last mean. */
  readonly filled: number;
  readonly evaluations: readonly { readonly step: number; readonly loss: number; readonly best: boolean }[];
  readonly alarms: AlarmState;
}

export const emptyDigest: Digest = {
  ...{ step: 0, loss: null, bestLoss: null, seconds: 0, secondsPerStep: null, peakMemoryBytes: null, curve: [], stride: 1, filled: 0 },
  evaluations: [],
  alarms: noAlarms,
};

const curvePoints = 60;

/** Share of a new step in the usual time of one. */
const share = 0.1;

export function digestMetric(digest: Digest, metric: Metric): Digest {
  const alarms = seeMetric(digest.alarms, metric);
  if (metric.type === 'eval') {
    const { step, loss, best } = metric;
    return { ...digest, alarms, bestLoss: best && Number.isFinite(loss) ? loss : digest.bestLoss, evaluations: [...digest.evaluations, { step, loss, best }] };
  }
  const { step, seconds, memoryBytes } = metric;
  const loss = typeof metric.loss === 'number' && Number.isFinite(metric.loss) ? metric.loss : null;
  return {
    ...digest,
    ...(loss === null ? {} : extendCurve(digest, loss)),
    step,
    loss,
    alarms,
    seconds: digest.seconds + seconds,
    secondsPerStep: digest.secondsPerStep === null ? seconds : digest.secondsPerStep + share * (seconds - digest.secondsPerStep),
    peakMemoryBytes: memoryBytes === undefined ? digest.peakMemoryBytes : Math.max(digest.peakMemoryBytes ?? 0, memoryBytes),
  };
}

/** When there are too many means, neighbours become one. */
function extendCurve({ curve, stride, filled }: Digest, loss: number): Pick<Digest, 'curve' | 'stride' | 'filled'> {
  const last = curve.at(-1);
  if (last !== undefined && filled < stride) {
    return { curve: [...curve.slice(0, -1), last + (loss - last) / (filled + 1)], stride, filled: filled + 1 };
  }
  if (curve.length < curvePoints) return { curve: [...curve, loss], stride, filled: 1 };
  const halved = Array.from({ length: curvePoints / 2 }, (_, i) => ((curve[2 * i] as number) + (curve[2 * i + 1] as number)) / 2);
  return { curve: [...halved, loss], stride: stride * 2, filled: 1 };
}
