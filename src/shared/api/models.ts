/** Models, what they can become (conversion), and what they can be written as (export). */
import { z } from 'zod';
import type { ConversionRecord } from '../conversion.ts';
import type { ExportResult, JobResults } from '../jobs.ts';
import type { Option } from '../options.ts';
import { call } from '../rpc/contract.ts';
import { bytes, dtype, id, made, modelText, nothing, optionValues, path, taskStarted, time } from './plain.ts';

export type DescribedOption = Option & { readonly name: string };

export interface DescribedMethod {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly paper: string;
  readonly summary: string;
  readonly options: readonly DescribedOption[];
}

export const modelSummary = z.object({
  id,
  name: z.string(),
  path,
  addedAt: time,
  source: z.enum(['added', 'converted', 'starter']),
  missing: z.boolean(),
  format: z.string(),
  modelType: z.string(),
  parameters: z.number(),
  activeParameters: z.number(),
  bytes,
  /** Experts per layer and how many each token uses; null: dense. */
  moe: z.object({ experts: z.number().int(), topK: z.number().int(), layers: z.number().int() }).nullable(),
  /** Why it could not be read; then the figures above are 0. */
  problem: z.string().nullable(),
});

export type ModelInspection = JobResults['inspect'] & {
  /** Null for a model that was not converted here. */
  readonly receipt: ConversionRecord | null;
};

/** Whatever may stand where a model is chosen: a model, or a run's checkpoint. */
export const modelChoice = z.object({
  /** What goes into a recipe. */
  text: modelText,
  /** Other ways to write the same: its path, the run's id alone. */
  aliases: z.array(modelText),
  name: z.string(),
  kind: z.enum(['model', 'run']),
  detail: z.string(),
  moe: z.boolean(),
});

/** What other software does with a checkpoint of this kind, known before anything is written. */
export const clientSupport = z.object({
  client: z.enum(['transformers', 'vllm', 'llama.cpp', 'ollama', 'lmstudio', 'peft']),
  name: z.string(),
  ok: z.boolean(),
  reason: z.string(),
});

/** Exact as far as it goes; what is computed in between comes on top, and a recipe's plan tells it. */
export const modelMemory = z.object({
  /** Keys and values of one token of a conversation, in f32 as Mixwright holds them; others halve that by f16. */
  cacheBytesPerToken: bytes,
  /** Tokens of its longest conversation. */
  positions: z.number().int(),
  /** Full fine-tuning with AdamW: every weight, its gradient and two moments, in f32. Low-rank experts take far less. */
  fullTraining: bytes,
});

export const conversionPlan = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    modelType: z.string(),
    layers: z.number().int(),
    moeLayers: z.number().int(),
    experts: z.number().int(),
    topK: z.number().int(),
    before: z.object({ parameters: z.number(), bytes }),
    after: z.object({ parameters: z.number(), activeParameters: z.number() }),
    /** On disk, by dtype. */
    bytes: z.object({ f32: bytes, bf16: bytes, f16: bytes }),
    /** Of the new model, beyond its weights as written. */
    memory: modelMemory,
    baseDtype: dtype,
    freeBytes: bytes,
    clients: z.array(clientSupport),
    notes: z.array(z.string()),
  }),
  z.object({ ok: z.literal(false), reason: z.string(), hint: z.string().nullable(), field: z.string().nullable() }),
]);

export const exportFormat = z.object({
  id: z.string(),
  name: z.string(),
  help: z.string(),
  /** With the size each gives. */
  dtypes: z.array(z.object({ id: z.string(), name: z.string(), bytes })),
  defaultDtype: z.string(),
  clients: z.array(clientSupport),
});

export const exportRecord = z.object({
  id,
  path,
  model: z.string(),
  format: z.string(),
  bytes,
  exportedAt: time,
  missing: z.boolean(),
  proof: made<ExportResult['proof']>(),
});

/** What a model can be written as; a model that no standard format carries has no formats and the reason. */
export const exportOptions = z.object({
  name: z.string(),
  formats: z.array(exportFormat),
  suggestedOutput: path,
  freeBytes: bytes,
  refusal: z.string().nullable(),
});

/** A text to take over into other software. */
export const handoff = z.object({ client: z.string(), name: z.string(), language: z.string(), text: z.string(), help: z.string() });

export const modelsApi = {
  'models.list': call(nothing, z.array(modelSummary)),
  'models.choices': call(nothing, z.array(modelChoice)),
  /** Opens a folder or file and enters it; refused with the reason when it is no model. */
  'models.add': call(z.object({ path, name: z.string().min(1).max(200).optional() }), modelSummary),
  'models.inspect': call(z.object({ model: modelText }), made<ModelInspection>()),
  'models.rename': call(z.object({ id, name: z.string().min(1).max(200) }), nothing),
  /** Takes it off the list; a model that Mixwright made itself goes to the trash with its files. */
  'models.remove': call(z.object({ id }), z.object({ trash: id })),
  'models.verify': call(z.object({ model: modelText, against: modelText.nullable() }), taskStarted),

  'conversions.methods': call(nothing, z.array(made<DescribedMethod>())),
  'conversions.plan': call(z.object({ model: modelText, method: id, options: optionValues }), conversionPlan),
  'conversions.start': call(
    z.object({
      model: modelText,
      method: id,
      options: optionValues,
      name: z.string().min(1).max(200),
      /** A new folder; null: below the data directory. */
      output: path.nullable(),
      dtype: dtype.nullable(),
      seed: z.number().int().min(0),
      device: z.string(),
    }),
    taskStarted,
  ),

  'exports.options': call(z.object({ model: modelText }), exportOptions),
  'exports.start': call(z.object({ model: modelText, format: id, dtype: z.string().nullable(), output: path }), taskStarted),
  'exports.list': call(nothing, z.array(exportRecord)),
  'exports.forget': call(z.object({ id }), nothing),
  /** Texts to take over into other software. */
  'exports.handoff': call(z.object({ path, format: id }), z.array(handoff)),
};

export type ModelSummary = z.infer<typeof modelSummary>;
export type ModelChoice = z.infer<typeof modelChoice>;
export type ClientSupport = z.infer<typeof clientSupport>;
export type ModelMemory = z.infer<typeof modelMemory>;
export type ConversionPlan = z.infer<typeof conversionPlan>;
export type ExportFormat = z.infer<typeof exportFormat>;
export type ExportOptions = z.infer<typeof exportOptions>;
export type Handoff = z.infer<typeof handoff>;
export type ExportRecord = z.infer<typeof exportRecord>;
