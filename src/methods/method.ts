/**
 * The contracts of methods: one file per paper. A training method says what it trains and how the graph changes; a
 * conversion method turns a dense model into a mixture of experts on disk. Nothing anywhere branches on a method's id.
 */
import type { Graph, Tensor } from '../engine/graph.ts';
import type { Shape } from '../engine/shape.ts';
import type { Ffn, ModelConfig, ParameterSpec } from '../models/model.ts';
import type { FfnHook, LinearHook, Routing } from '../models/sites.ts';
import type { OptionSchema, OptionValues } from '../shared/options.ts';
import type { RandomStream } from '../shared/random.ts';

export type MethodKind = 'conversion' | 'full' | 'adapter' | 'experts' | 'balance' | 'loss' | 'router' | 'sparse';

interface Described<S extends OptionSchema> {
  readonly id: string;
  readonly name: string;
  readonly kind: MethodKind;
  /** arXiv id (`arXiv:2404.15159`) or the specification's address. */
  readonly paper: string;
  /** The idea in one or two sentences. */
  readonly summary: string;
  readonly options: S;
}

/** A tensor a method adds: [..] f32, drawn once from its initialiser. */
export interface AddedParameter {
  readonly name: string;
  readonly shape: Shape;
  readonly layer: number;
  /** The outermost axis splits evenly into this many experts. */
  readonly experts?: number;
  /** Value at a flat index. */
  initial(index: number): number;
  /** Matrices decay, vectors do not; a router may be exempt. */
  readonly weightDecay: boolean;
  /**
   * Step after which a gradient must have shown. A LoRA A has none while B = 0: its gradient may be zero at step 1.
   * `always`: a zero gradient is never a fault (a router over identical experts).
   */
  readonly zeroAtInit?: 'firstStep' | 'always';
}

export interface AuxiliaryLoss {
  /** The method's id: the name under which the term is logged. */
  readonly name: string;
  readonly coefficient: number;
  /** Unweighted scalar for one micro-batch; the step's value is the sum over its micro-batches. */
  build(context: LossContext): Tensor;
}

export interface LossContext {
  readonly graph: Graph;
  readonly routings: readonly Routing[];
  /** f32 [T]: 1 for real tokens, 0 for padding. */
  readonly realTokens: Tensor;
  /** f32 [T]: realTokens divided by the real tokens of the whole step: weighted sums over micro-batches add up to the step's mean. */
  readonly tokenShare: Tensor;
  /**
   * By routing, f32 [E]: (token, slot) pairs that each expert got in this step up to and including this micro-batch;
   * no gradient.
   */
  readonly counts: readonly Tensor[];
}

/** What a method does to one model. */
export interface Attachment {
  /** Names of the model's own parameters that are trained. */
  readonly trains: readonly string[];
  readonly adds: readonly AddedParameter[];
  readonly linear?: ReadonlyMap<string, LinearHook>;
  readonly ffn?: ReadonlyMap<number, FfnHook>;
  readonly losses?: readonly AuxiliaryLoss[];
  /** The standard model that computes the same function, or why there is none; absent: the trained model is plain already. */
  readonly materialise?: Materialisation;
}

/**
 * How the trained model becomes a plain one: the plain model's config (`same`: the trained model's own), and each of its
 * parameters (one expert's slice of a stack) as f32 from the trained model's and the added tensors.
 */
export type Materialisation =
  | { readonly config: ModelConfig | 'same'; parameter(spec: ParameterSpec, expert: number | null, read: ReadTensor): Promise<Float32Array> }
  | { readonly refused: string };

/** Values of a base parameter (one expert's slice when the parameter stacks experts) or of an added one. */
export type ReadTensor = (name: string, expert?: number) => Promise<Float32Array>;

export interface TrainingMethod<S extends OptionSchema = OptionSchema> extends Described<S> {
  readonly kind: Exclude<MethodKind, 'conversion'>;
  /** A recipe's learning rate when it names none; of several methods the largest counts. */
  readonly learningRate?: number;
  /** Throws BAD_OPTIONS or BAD_RECIPE when the method cannot act on this model. */
  attach(model: AttachTarget, options: OptionValues<S>): Attachment;
}

export interface AttachTarget {
  readonly config: ModelConfig;
  readonly parameters: readonly ParameterSpec[];
  /** The MoE family this base can be exported as: its config for a given feed-forward, or why there is none. */
  readonly moeTwin: MoeTwin;
  /** Weights drawn for this run. */
  readonly random: RandomStream;
}

/** How a dense base becomes a standard MoE of the same attention. */
export type MoeTwin = { readonly refused: string } | { readonly configWith: (ffn: readonly Ffn[]) => ModelConfig };

export interface ConversionMethod<S extends OptionSchema = OptionSchema> extends Described<S> {
  readonly kind: 'conversion';
  /** The converted model's config; throws NOT_EXPORTABLE for a base that no standard MoE can carry, with the reason. */
  plan(base: { readonly config: ModelConfig; readonly moeTwin: MoeTwin }, options: OptionValues<S>): ModelConfig;
  /** Whether the converted model computes the base's function exactly. */
  identity(options: OptionValues<S>): boolean;
  /** Values of a converted parameter (one expert's slice) from the base's tensors. */
  parameter(spec: ParameterSpec, expert: number | null, source: ConversionSource<S>): Promise<Float32Array>;
}

export interface ConversionSource<S extends OptionSchema = OptionSchema> {
  readonly base: ModelConfig;
  readonly options: OptionValues<S>;
  readonly random: RandomStream;
  read: ReadTensor;
}

export type Method = TrainingMethod | ConversionMethod;

/** Gives a method's definition its option types and erases them for the index. */
export function defineTrainingMethod<const S extends OptionSchema>(method: TrainingMethod<S>): TrainingMethod {
  return method as unknown as TrainingMethod;
}

export function defineConversionMethod<const S extends OptionSchema>(method: ConversionMethod<S>): ConversionMethod {
  return method as unknown as ConversionMethod;
}
