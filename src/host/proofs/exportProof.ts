/** The export proof: an exported folder against the model it was made from, tensor by tensor and in its logits. */
import type { Executor } from '../../engine/executors/executor.ts';
import type { ParameterSpec } from '../../models/model.ts';
import type { ExportResult } from '../../shared/jobs.ts';
import type { JobControl } from '../../shared/progress.ts';
import type { OpenModel } from '../model/model.ts';
import { openPlainModel } from '../model/openModel.ts';
import {
  flippedShare,
  type LogitDifference,
  logitDifference,
  perplexityOn,
  probeSequences,
  type Scored,
  scoreSequences,
  scoreWithRouting,
} from '../model/score.ts';

export interface ExportedModel {
  /** As it was trained: base, methods and their parameters. */
  readonly model: OpenModel;
  /** The standard model it materialises to, in f32. */
  readonly plain: OpenModel;
  /** Folder of the written model. */
  readonly output: string;
  readonly dtype: 'f32' | 'f16' | 'bf16';
}

interface Surroundings {
  readonly executor: Executor;
  readonly control: JobControl;
}

/** Relative to each value: half a unit in the last place of the dtype. */
const roundingBound = { f32: 0, f16: 2 ** -11, bf16: 2 ** -8 } as const;
/** f32 logits may differ by the order of sums between the low-rank and the merged form. */
const logitBound = 1e-3;

export async function exportProof({ model, plain, output, dtype }: ExportedModel, surroundings: Surroundings): Promise<ExportResult['proof']> {
  const exported = await openPlainModel(output);
  try {
    const tensors = await compareTensors(plain, exported, { bound: roundingBound[dtype], control: surroundings.control });
    const changes = model.attached ? await expertChanges(model, plain, exported) : [];
    const logits = await compareLogits(model, exported, surroundings);
    const exact = dtype === 'f32' ? logits.max <= logitBound : true;
    const dropped = changes.filter(({ change, learnt }) => learnt && change === 0);
    const resting = changes.filter(({ learnt }) => !learnt).length;
    const lost = changes.filter((entry) => entry.lost > 0.5);
    const ok = tensors.worst === null && exact && dropped.length === 0;
    const detail = [
      tensors.worst
        ? `tensor ${tensors.worst} is not what was trained`
        : `${tensors.count} tensors as trained${dtype === 'f32' ? '' : ` within ${dtype} rounding`}`,
      `logits differ by ${logits.max === 0 ? '0' : logits.max.toExponential(1)}${exact ? '' : `, more than ${logitBound}`}`,
      ...(dtype === 'f32' ? [] : [roundingEffect(logits)]),
      ...(logits.overQuantised === null
        ? []
        : [`trained over a ${model.frozenDtype} base, beside which the export's logits move by ${logits.overQuantised.toExponential(1)}`]),
      ...dropped.map(({ layer, expert }) => `expert ${expert} of layer ${layer} equals its base: its training was dropped`),
      ...(resting > 0 ? [`${resting} experts are as they were: no trained token reached them`] : []),
      ...lost.map(
        ({ layer, expert, lost: share }) => `rounding to ${dtype} loses ${Math.round(share * 100)} % of what expert ${expert} of layer ${layer} learnt`,
      ),
    ].join('; ');
    return {
      ok,
      reader: 'mixwright',
      maxLogitDifference: logits.max,
      ...(changes.length > 0 && { perExpertChange: changes.map(({ learnt: _, ...change }) => change) }),
      detail,
    };
  } finally {
    await exported.close();
  }
}

async function compareTensors(
  plain: OpenModel,
  exported: OpenModel,
  { bound, control }: { readonly bound: number; readonly control: JobControl },
): Promise<{ readonly count: number; readonly worst: string | null }> {
  for (const [i, spec] of plain.parameters.entries()) {
    control.signal.throwIfAborted();
    for (const expert of slicesOf(spec)) {
      const [expected, got] = [await plain.read(spec.name, expert), await exported.read(spec.name, expert)];
      if (!sameWithin(got, expected, bound)) return { count: i, worst: spec.name };
    }
    control.progress({ phase: 'proving', done: i + 1, total: plain.parameters.length, unit: 'tensors' });
  }
  return { count: plain.parameters.length, worst: null };
}

function slicesOf({ role, shape }: ParameterSpec): readonly (number | undefined)[] {
  return role === 'experts' ? Array.from({ length: shape[0] as number }, (_, expert) => expert) : [undefined];
}

function sameWithin(got: Float32Array, expected: Float32Array, bound: number): boolean {
  if (got.length !== expected.length) return false;
  return expected.every((value, i) => Math.abs((got[i] as number) - value) <= bound * Math.abs(value) + (bound > 0 ? 1e-7 : 0));
}

interface ExpertChange {
  readonly layer: number;
  readonly expert: number;
  /** ‖trained - before‖ / ‖before‖ of the materialised weights. */
  readonly change: number;
  /** Share of the change that rounding lost. */
  readonly lost: number;
  /** Whether training moved anything of this expert, seen in the trained tensors themselves. */
  readonly learnt: boolean;
}

/** How far each expert moved from where it started, and which share of that the written dtype lost. */
async function expertChanges(model: OpenModel, plain: OpenModel, exported: OpenModel): Promise<readonly ExpertChange[]> {
  const trainedExperts = new Set(
    [...(model.attached?.trains ?? []), ...(model.attached?.adds ?? []).map(({ name }) => name)]
      .filter((name) => name.includes('.mlp.experts.'))
      .map((name) => name.replace(/\.lora_[AB]$/, '').replace(/\.weight$/, '')),
  );
  const changes = new Map<string, { layer: number; expert: number; moved: number; base: number; lost: number; learnt: boolean }>();
  for (const spec of plain.parameters) {
    if (spec.role !== 'experts' || !trainedExperts.has(spec.name.replace(/\.weight$/, ''))) continue;
    for (let expert = 0; expert < (spec.shape[0] as number); expert++) {
      const [start, trained, written] = [await startingPoint(model, spec, expert), await plain.read(spec.name, expert), await exported.read(spec.name, expert)];
      const key = `${spec.layer}:${expert}`;
      const sums = changes.get(key) ?? { layer: spec.layer as number, expert, moved: 0, base: 0, lost: 0, learnt: false };
      sums.learnt ||= await hasLearnt(model, spec, expert);
      for (let i = 0; i < start.length; i++) {
        const [from, to, stored] = [start[i] as number, trained[i] as number, written[i] as number];
        sums.moved += (to - from) ** 2;
        sums.base += from ** 2;
        sums.lost += (to - stored) ** 2;
      }
      changes.set(key, sums);
    }
  }
  return [...changes.values()].map(({ layer, expert, moved, base, lost, learnt }) => ({
    layer,
    expert,
    change: Math.sqrt(moved / Math.max(base, Number.MIN_VALUE)),
    lost: moved === 0 ? 0 : Math.min(1, Math.sqrt(lost / moved)),
    learnt,
  }));
}

/** A low-rank update is nothing while B is zero; a parameter trained itself is compared with its base. */
async function hasLearnt(model: OpenModel, spec: ParameterSpec, expert: number): Promise<boolean> {
  const low = `${spec.name.replace(/\.weight$/, '')}.lora_B`;
  const name = [low, `${spec.name}.lora_B`].find((candidate) => model.attached?.adds.some((added) => added.name === candidate));
  if (name) return (await model.read(name, expert)).some((value) => value !== 0);
  const before = await startingPoint(model, spec, expert);
  return (await model.read(spec.name, expert)).some((value, i) => value !== before[i]);
}

/** The expert's weights before training: its own in an MoE base, the dense feed-forward's otherwise. */
function startingPoint(model: OpenModel, spec: ParameterSpec, expert: number): Promise<Float32Array> {
  const own = model.parameters.some(({ name }) => name === spec.name);
  return own ? model.readBase(spec.name, expert) : model.readBase(spec.name.replace('.mlp.experts.', '.mlp.'));
}

/**
 * The export holds the base as it is stored, so it is compared with the trained model over that; a run over a quantised base
 * computed a little differently, which is said and no fault.
 */
async function compareLogits(model: OpenModel, exported: OpenModel, surroundings: Surroundings): Promise<LogitComparison> {
  const probes = probeSequences(model.config.vocabSize, { sequences: 2, length: Math.min(48, model.config.maxPositions) });
  const [got, expected] = [
    await scoreWithRouting(exported, probes, surroundings),
    await scoreWithRouting({ ...model, frozenDtype: 'stored' }, probes, surroundings),
  ];
  const logitsOf = (rows: readonly Scored[]): readonly Float32Array[] => rows.map(({ logits }) => logits);
  const quantised = model.frozenDtype === 'q8_0' || model.frozenDtype === 'q4_K';
  const moe = exported.config.ffn.find((ffn) => ffn.kind === 'moe');
  return {
    ...logitDifference(logitsOf(got), logitsOf(expected)),
    overQuantised: quantised ? logitDifference(logitsOf(got), await scoreSequences(model, probes, surroundings)).max : null,
    flips: moe ? flippedShare(got, expected, moe.topK) : null,
    perplexityChange: perplexityOn(probes, got) / perplexityOn(probes, expected) - 1,
  };
}

/** What rounding changes beyond the tensors, where no bound would mean anything: a flipped choice of expert moves logits at will. */
function roundingEffect({ flips, perplexityChange }: LogitComparison): string {
  const routing = flips === null ? '' : `${(100 * flips).toFixed(1)} % of the routing decisions flip, `;
  return `${routing}perplexity on the probe changes by ${(100 * perplexityChange).toFixed(2)} %`;
}

interface LogitComparison extends LogitDifference {
  readonly overQuantised: number | null;
  /** Share of routing decisions that rounding changed. */
  readonly flips: number | null;
  /** Relative, on the probe tokens. */
  readonly perplexityChange: number;
}
