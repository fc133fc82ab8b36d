/** The JSON that CLI.md promises to scripts, as schemas: fields may be added to it, never taken away. */
import { z } from 'zod';

const bytes = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const absolutePath = z.string().startsWith('/');

export const errorShape = z.object({ type: z.literal('error'), code: z.string().regex(/^[A-Z_]+$/), message: z.string().min(1), hint: z.string().min(1) });

export const devicesShape = z.object({
  devices: z
    .array(
      z.object({
        id: z.string(),
        executor: z.string(),
        kind: z.enum(['cpu', 'gpu']),
        name: z.string(),
        memoryBytes: bytes,
        selfTest: z.object({ ok: z.boolean(), reason: z.string().optional() }),
        missing: z.literal(true).optional(),
      }),
    )
    .min(1),
  default: z.string(),
});

export const inspectShape = z.object({
  format: z.string(),
  modelType: z.string(),
  parameters: count,
  tensors: z.array(z.object({ name: z.string(), shape: z.array(count), dtype: z.string() })).min(1),
  config: z.record(z.string(), z.unknown()),
  tokenizer: z.object({ kind: z.string(), vocabSize: count, chatTemplate: z.string().nullable() }),
  canBecome: z.array(z.object({ method: z.string(), ok: z.boolean() })).min(1),
});

export const verifyShape = z.object({ ok: z.boolean(), checks: z.array(z.object({ id: z.string(), ok: z.boolean(), detail: z.string() })).min(1) });

export const datasetShape = z.object({
  format: z.string(),
  rows: count,
  accepted: count,
  rejected: count,
  mapping: z.record(z.string(), z.string()),
  problems: z.array(
    z.object({
      file: absolutePath,
      line: count,
      severity: z.enum(['error', 'warning']),
      code: z.string(),
      message: z.string(),
      fix: z.string().optional(),
    }),
  ),
  tokens: z.object({ total: count, trained: count, histogram: z.array(z.object({ from: count, to: count, samples: count })) }).optional(),
});

export const previewShape = z.object({ row: count, tokens: z.array(z.object({ id: count, text: z.string(), trained: z.boolean() })).min(1) });

export const convertShape = z.object({
  type: z.literal('result'),
  output: absolutePath,
  parameters: z.object({ total: count, active: count }),
  receipt: z.object({ logitDifference: z.object({ max: z.number(), mean: z.number() }), expectedIdentity: z.boolean(), ok: z.boolean() }),
});

export const methodsShape = z.object({
  methods: z
    .array(
      z.object({
        id: z.string(),
        kind: z.string(),
        name: z.string(),
        paper: z.string(),
        options: z.array(
          z.object({
            name: z.string(),
            type: z.string(),
            default: z.unknown().refine((value) => value !== undefined),
            min: z.number().optional(),
            max: z.number().optional(),
            help: z.string().min(1),
          }),
        ),
      }),
    )
    .min(1),
});

export const planShape = z.object({
  trainable: z.array(z.object({ tensor: z.string(), bytes })).min(1),
  frozen: z.array(z.object({ tensor: z.string(), bytes })),
  parameters: z.object({ trainable: count.min(1), total: count.min(1) }),
  memory: z.object({ frozen: bytes, trained: bytes, optimizer: bytes, gradients: bytes, activations: bytes, scratch: bytes, total: bytes }),
  device: z.object({ id: z.string(), available: bytes }),
  fits: z.boolean(),
  ways: z.array(z.object({ change: z.string(), memory: bytes, sets: z.array(z.string().regex(/^[\w.]+=/)).min(1), cost: z.string().min(1) })),
});

/** One line of `train` and `resume`, by its type; others may come between. */
export const trainLineShapes = {
  run: z.object({ type: z.literal('run'), id: z.string(), directory: absolutePath }),
  phase: z.object({ type: z.literal('phase'), phase: z.string() }),
  step: z.object({
    type: z.literal('step'),
    step: count.min(1),
    loss: z.number(),
    auxLoss: z.record(z.string(), z.number()).optional(),
    learningRate: z.number(),
    gradNorm: z.number(),
    tokensPerSecond: z.number(),
    memoryBytes: bytes.min(1),
  }),
  eval: z.object({ type: z.literal('eval'), step: count.min(1), loss: z.number() }),
  sample: z.object({ type: z.literal('sample'), step: count.min(1), prompt: z.string(), text: z.string(), tokens: count, end: z.enum(['stop', 'length']) }),
  checkpoint: z.object({ type: z.literal('checkpoint'), step: count.min(1), path: absolutePath }),
  result: z.object({
    type: z.literal('result'),
    status: z.enum(['done', 'stopped', 'paused']),
    steps: count,
    bestLoss: z.number().nullable(),
    finalLoss: z.number().nullable(),
    peakMemoryBytes: bytes.min(1),
    model: absolutePath,
  }),
} as const;

export const runsShape = z.object({
  runs: z.array(z.object({ id: z.string(), name: z.string(), status: z.string(), step: count, totalSteps: count.nullable(), loss: z.number().nullable() })),
});

export const evalShape = z.object({
  loss: z.number(),
  perplexity: z.number(),
  tokens: count.min(1),
  perTask: z.record(z.string(), z.object({ loss: z.number(), tokens: count })).optional(),
});

export const generateShape = z.object({ text: z.string(), tokens: z.array(count), tokensPerSecond: z.number() });

export const logitsShape = z.object({ shape: z.tuple([count, count]), data: z.array(z.number()) });

export const exportShape = z.object({
  type: z.literal('result'),
  files: z.array(z.object({ path: absolutePath, bytes })).min(1),
  proof: z.object({ ok: z.literal(true), reader: z.string(), maxLogitDifference: z.number() }),
});
