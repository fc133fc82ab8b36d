/**
 * The trainable-set proof: every tensor listed as trained shows gradient and change in the first steps, expert by expert,
 * or the run stops. Change is seen in the stored bytes, not believed from the update. An expert that got no token the loss
 * looks at is listed, not failed.
 */
import type { TrainedTensor, TrainingPrograms } from '../../compile/programs.ts';
import type { Session } from '../../engine/executors/executor.ts';
import type { StepOutcome } from '../step.ts';
import { sliceHashes } from './sliceHashes.ts';
import { listTensors, type TensorLists } from './tensorLists.ts';

export interface SliceFault {
  readonly tensor: string;
  /** From 0; null for a tensor that is not split by expert. */
  readonly expert: number | null;
  readonly reason: 'no-gradient' | 'no-change';
}

export interface TrainableSetReport extends TensorLists {
  readonly ok: boolean;
  /** Steps watched. */
  readonly steps: number;
  readonly faults: readonly SliceFault[];
  /** Experts whose tensors rest because no token the loss looks at reached them. */
  readonly withoutTokens: readonly { readonly tensor: string; readonly experts: readonly number[] }[];
  /** Tensors without gradient where their method says that this is right. */
  readonly expectedQuiet: readonly string[];
  /** One sentence for the user. */
  readonly detail: string;
}

export interface TrainableSetWatch {
  observe(outcome: Pick<StepOutcome, 'squares' | 'routers'>): void;
  /** The verdict on the steps observed so far. */
  judge(): TrainableSetReport;
}

/** Steps within which a run must prove its trainable set. */
export function proofWindow(warmupSteps: number): number {
  return Math.max(10, warmupSteps + 5);
}

interface WatchedTensor {
  readonly tensor: TrainedTensor;
  readonly slices: number;
  /** Place of its first slice in `squares`. */
  readonly offset: number;
  /** Index of its router, -1 without. */
  readonly router: number;
  readonly before: readonly string[];
}

/** Starts watching: takes the hashes of every trained tensor as it is now. */
export function watchTrainableSet(programs: TrainingPrograms, session: Session): TrainableSetWatch {
  const watched = watchedTensors(programs, session);
  const sliceCount = watched.reduce((sum, { slices }) => sum + slices, 0);
  const gradientSeen = new Uint8Array(sliceCount);
  /** By router and expert: steps in which it got a token that the loss looks at. */
  const busySteps = programs.routers.map(({ experts }) => new Uint32Array(experts));
  let steps = 0;
  return {
    observe({ squares, routers }) {
      steps++;
      for (let i = 0; i < sliceCount; i++) if ((squares[i] as number) > 0) gradientSeen[i] = 1;
      for (const [i, { trainedPairs }] of routers.entries()) {
        for (const [expert, pairs] of trainedPairs.entries()) if (pairs > 0) (busySteps[i] as Uint32Array)[expert]!++;
      }
    },
    judge() {
      const findings = watched.map((tensor) =>
        judgeTensor(tensor, {
          steps,
          gradientSeen: gradientSeen.subarray(tensor.offset, tensor.offset + tensor.slices),
          busySteps: busySteps[tensor.router] ?? null,
          after: sliceHashes(session, tensor.tensor.parameter, tensor.slices),
        }),
      );
      return report(listTensors(programs), steps, findings);
    },
  };
}

function watchedTensors({ groups, routers }: TrainingPrograms, session: Session): readonly WatchedTensor[] {
  let offset = 0;
  return groups
    .flatMap(({ tensors }) => tensors)
    .map((tensor) => {
      const slices = tensor.experts?.count ?? 1;
      offset += slices;
      const router = routers.findIndex(({ layer }) => layer === tensor.experts?.layer);
      return { tensor, slices, offset: offset - slices, router, before: sliceHashes(session, tensor.parameter, slices) };
    });
}

interface Observed {
  readonly steps: number;
  readonly gradientSeen: Uint8Array;
  /** null: the tensor has a part in every token. */
  readonly busySteps: Uint32Array | null;
  readonly after: readonly string[];
}

interface TensorFinding {
  readonly tensor: string;
  readonly faults: readonly SliceFault[];
  readonly withoutTokens: readonly number[];
  readonly quiet: boolean;
}

function judgeTensor({ tensor, slices, before }: WatchedTensor, { steps, gradientSeen, busySteps, after }: Observed): TensorFinding {
  const { name } = tensor.parameter;
  const faults: SliceFault[] = [];
  const withoutTokens: number[] = [];
  let quiet = false;
  for (let slice = 0; slice < slices; slice++) {
    const busy = busySteps ? (busySteps[slice] as number) : steps;
    const expert = tensor.experts ? slice : null;
    if (gradientSeen[slice]) {
      if (after[slice] === before[slice]) faults.push({ tensor: name, expert, reason: 'no-change' });
    } else if (busy === 0) withoutTokens.push(slice);
    // The first step that reaches a tensor with a zero factor cannot show gradient yet, the second must.
    else if (tensor.zeroAtInit === 'always' || (tensor.zeroAtInit === 'firstStep' && busy === 1)) quiet = true;
    else faults.push({ tensor: name, expert, reason: 'no-gradient' });
  }
  return { tensor: name, faults, withoutTokens, quiet };
}

function report(lists: TensorLists, steps: number, findings: readonly TensorFinding[]): TrainableSetReport {
  const faults = findings.flatMap((finding) => finding.faults);
  const withoutTokens = findings
    .filter((finding) => finding.withoutTokens.length > 0)
    .map((finding) => ({ tensor: finding.tensor, experts: finding.withoutTokens }));
  const expectedQuiet = findings.filter(({ quiet }) => quiet).map(({ tensor }) => tensor);
  return { ...lists, ok: faults.length === 0, steps, faults, withoutTokens, expectedQuiet, detail: describe({ lists, steps, faults, withoutTokens }) };
}

/** Faults named in the sentence; all of them stand in the report. */
const shownFaults = 4;

function describe({
  lists,
  steps,
  faults,
  withoutTokens,
}: Pick<TrainableSetReport, 'steps' | 'faults' | 'withoutTokens'> & { readonly lists: TensorLists }): string {
  if (faults.length > 0) {
    const shown = faults.slice(0, shownFaults).map(describeFault).join('; ');
    return `after ${steps} steps ${shown}${faults.length > shownFaults ? `; and ${faults.length - shownFaults} more` : ''}`;
  }
  const resting = withoutTokens.reduce((sum, { experts }) => sum + experts.length, 0);
  const note = resting > 0 ? `; ${resting} expert tensors rested because no trained token reached them` : '';
  return `all ${lists.trainable.length} trained tensors showed gradient and change within ${steps} steps${note}`;
}

function describeFault({ tensor, expert, reason }: SliceFault): string {
  const what = expert === null ? tensor : `expert ${expert} of ${tensor}`;
  return reason === 'no-gradient' ? `${what} received tokens but never a gradient` : `${what} received gradients but never changed`;
}
