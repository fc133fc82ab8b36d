/** What tests of reports share: records to report on, and a reader strict enough to notice markup that does not close. */
import type { Recipe } from '../../src/shared/recipe.ts';
import type { EvalMetric, StepMetric } from '../../src/shared/run.ts';

export const recipe: Recipe = {
  model: '/models/starter',
  dataset: { files: ['/data/sample.jsonl'], evalFiles: [], evalShare: 0.1, packing: true, format: null, map: {}, template: null, taskField: 'task' },
  methods: [{ id: 'mixlora', options: { experts: 4, topK: 2, targets: ['attention'] } }],
  training: {
    steps: 40,
    epochs: null,
    microBatch: 4,
    accumulation: 2,
    sequenceLength: 128,
    learningRate: 1e-3,
    warmupSteps: 5,
    schedule: 'cosine',
    optimizer: 'adamw',
    betas: [0.9, 0.999],
    epsilon: 1e-8,
    weightDecay: 0,
    maxGradNorm: 1,
    frozenDtype: 'stored',
    recompute: 'auto',
    seed: 7,
    evalEvery: 20,
    checkpointEvery: 20,
    keepCheckpoints: 2,
    earlyStop: null,
  },
  samples: null,
  device: 'cpu',
};

export function stepMetric(step: number, changes: Partial<StepMetric> = {}): StepMetric {
  return {
    type: 'step',
    step,
    loss: 5 - step / 10,
    learningRate: 1e-3,
    gradNorm: 2,
    tokens: 100,
    trainedTokens: 40,
    totalTokens: 100 * step,
    tokensPerSecond: 50,
    seconds: 2,
    ...changes,
  };
}

export function routedStep(step: number, loads: readonly (readonly number[])[]): StepMetric {
  return stepMetric(step, {
    routers: loads.map((load, layer) => ({
      layer,
      load,
      maxViolation: Math.max(...load) - 1,
      deadExperts: load.filter((share) => share < 0.01).length,
      entropy: 1,
    })),
  });
}

export function evalMetric(step: number, loss: number, perTask?: Readonly<Record<string, number>>): EvalMetric {
  const byTask = perTask && Object.fromEntries(Object.entries(perTask).map(([task, value]) => [task, { loss: value, tokens: 10 }]));
  return { type: 'eval', step, loss, perplexity: Math.exp(loss), tokens: 20, best: true, ...(byTask && { perTask: byTask }) };
}

export const proofs = {
  trainableSet: {
    ok: true,
    detail: 'all 1 trained tensors showed gradient and change within 10 steps',
    steps: 10,
    trainable: [{ tensor: 'layers.0.lora_A', shape: [8, 16], dtype: 'f32', bytes: 512 }],
    frozen: [{ tensor: 'layers.0.weight', shape: [16, 16], dtype: 'bf16', bytes: 512 }],
    withoutTokens: [],
  },
  fit: { ok: true, detail: '4096 bytes predicted and allocated', predictedBytes: 4096, allocatedBytes: 4096 },
};

const closesItself = new Set(['meta']);

/** Names of all elements in order. Throws where a tag is not closed, closed out of order, or has an attribute twice. */
export function elementsOf(document: string): readonly string[] {
  const found: string[] = [];
  const open: string[] = [];
  const body = document.replace(/^<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '');
  for (const { 0: whole, 1: closing, 2: name, 3: attributes, 4: empty, index } of body.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*)\s*(\/?)>|</g,
  )) {
    if (name === undefined) throw new Error(`a "<" that begins no tag, near ${body.slice(index, index + 80)}`);
    if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing that is open: ${open.join(' ')}`);
      continue;
    }
    const names = [...(attributes ?? '').matchAll(/([a-zA-Z0-9-]+)="/g)].map((match) => match[1]);
    if (new Set(names).size !== names.length) throw new Error(`an attribute stands twice in ${whole}`);
    found.push(name);
    if (!empty && !closesItself.has(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`);
  return found;
}
