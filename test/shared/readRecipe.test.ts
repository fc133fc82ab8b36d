import { describe, expect, it } from 'vitest';
import { findTrainingMethod } from '../../src/methods/index.ts';
import { MixwrightError } from '../../src/shared/errors.ts';
import { readRecipe } from '../../src/shared/readRecipe.ts';
import type { Recipe } from '../../src/shared/recipe.ts';

const minimal = { model: './base', dataset: { files: ['./chats.jsonl'] } };

function read(raw: unknown, ...sets: string[]): Recipe {
  return readRecipe(raw, { findMethod: findTrainingMethod, resolvePath: (path) => path.replace(/^\.\//, '/recipes/'), sets });
}

function hintOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof MixwrightError) return error.details.hint;
  }
  throw new Error('expected a MixwrightError');
}

describe('defaults', () => {
  it('are those of CLI.md', () => {
    expect(read(minimal)).toEqual({
      model: '/recipes/base',
      dataset: { files: ['/recipes/chats.jsonl'], evalFiles: [], evalShare: 0.1, packing: true, format: null, map: {}, template: null, taskField: null },
      methods: [{ id: 'full', options: { freezeRouter: false } }],
      training: {
        ...{ steps: null, epochs: 1, microBatch: 4, accumulation: 1, sequenceLength: 256, learningRate: 2e-5, warmupSteps: 10, schedule: 'cosine' },
        ...{ optimizer: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1, frozenDtype: 'stored', recompute: 'auto', seed: 1 },
        ...{ evalEvery: 50, checkpointEvery: 50, keepCheckpoints: 2, earlyStop: null },
      },
      samples: null,
      device: 'auto',
    });
  });

  it('take the largest learning rate among the methods, unless the recipe names one', () => {
    const methods = [{ id: 'mixlora' }, { id: 'load-balancing-loss' }];
    expect(read({ ...minimal, methods }).training.learningRate).toBe(2e-4);
    expect(read({ ...minimal, methods, training: { learningRate: 1e-3 } }).training.learningRate).toBe(1e-3);
    expect(read({ ...minimal, methods: [{ id: 'full' }, { id: 'router-z-loss' }] }).training.learningRate).toBe(2e-5);
  });

  it('are unchanged when a resolved recipe is read again', () => {
    const resolved = read({ ...minimal, methods: ['mixlora'], training: { steps: 7 } });
    expect(read(JSON.parse(JSON.stringify(resolved)))).toEqual(resolved);
  });
});

describe('aliases', () => {
  it('are written back in our form', () => {
    const recipe = read({
      model_name_or_path: './base',
      dataset: { train_file: './a.jsonl', val_size: 0.2, dataset_text_field: 'body' },
      methods: [{ peft_type: 'LORA', r: 16, lora_alpha: 32, target_modules: ['q_proj', 'v_proj', 'gate_proj'] }],
      training: {
        ...{ max_steps: 30, per_device_train_batch_size: 2, gradient_accumulation_steps: 8, max_seq_length: 512, lr_scheduler_type: 'constant_with_warmup' },
        ...{ optim: 'adamw_torch', adam_beta2: 0.95, load_in_4bit: true, save_steps: 5, early_stopping_patience: 3, gradient_checkpointing: true },
      },
    });
    expect(recipe.methods).toEqual([{ id: 'lora', options: { rank: 16, alpha: 32, targets: ['attention', 'mlp', 'experts'] } }]);
    expect(recipe.dataset).toMatchObject({ files: ['/recipes/a.jsonl'], evalShare: 0.2, map: { text: 'body' } });
    expect(recipe.training).toMatchObject({
      ...{ steps: 30, epochs: null, microBatch: 2, accumulation: 8, sequenceLength: 512, schedule: 'constant', optimizer: 'adamw', betas: [0.9, 0.95] },
      ...{ frozenDtype: 'q4_K', checkpointEvery: 5, earlyStop: { patience: 3 }, recompute: 'block' },
    });
  });

  it('may stand at the top level, as TrainingArguments are written', () => {
    expect(read({ ...minimal, num_train_epochs: 3, learning_rate: 1e-4 }).training).toMatchObject({ epochs: 3, steps: null, learningRate: 1e-4 });
  });

  it('that switch a limit off are as good as absent', () => {
    expect(read({ ...minimal, training: { max_steps: -1, num_train_epochs: 2 } }).training).toMatchObject({ steps: null, epochs: 2 });
  });

  it('that say when nothing is evaluated or saved become 0', () => {
    const training = { eval_strategy: 'no', save_strategy: 'steps', save_steps: 20 };
    expect(read({ ...minimal, training }).training).toMatchObject({ evalEvery: 0, checkpointEvery: 20 });
  });

  it('of other trainers that nothing here answers to are refused with the way to say it', () => {
    expect(hintOf(() => read({ ...minimal, warmup_ratio: 0.1 }))).toBe('set warmupSteps, a number of steps');
    expect(hintOf(() => read({ ...minimal, methods: [{ id: 'lora', lora_dropout: 0.05 }] }))).toMatch(/without dropout/);
  });

  it('are refused beside the field they stand for', () => {
    expect(() => read({ ...minimal, training: { learningRate: 1, learning_rate: 2 } })).toThrow(/"learningRate" and "learning_rate" are the same field/);
  });
});

describe('refusals', () => {
  it.each([
    ['an unknown field, with the nearest', { ...minimal, training: { learnigRate: 1 } }, /training has no field "learnigRate"/],
    ['an unknown field at the top', { ...minimal, modle: 1 }, /recipe has no field "modle"/],
    ['an unknown option', { ...minimal, methods: [{ id: 'lora', options: { rnk: 4 } }] }, /lora has no field "rnk"/],
    ['a missing model', { dataset: minimal.dataset }, /model: expected a model folder.*got nothing/],
    ['a missing dataset', { model: './base' }, /dataset.files: expected at least one file/],
    ['both lengths', { ...minimal, training: { steps: 3, epochs: 1 } }, /expected steps or epochs, got both/],
    ['a fraction of a step', { ...minimal, training: { steps: 1.5 } }, /training.steps: expected a whole number/],
    ['an unknown schedule', { ...minimal, training: { schedule: 'cosin' } }, /training.schedule: expected one of constant, linear/],
    ['a conversion method', { ...minimal, methods: [{ id: 'sparse-upcycling' }] }, /cannot stand in a recipe/],
    ['a method twice', { ...minimal, methods: ['lora', 'lora'] }, /"lora" stands there twice/],
    ['early stopping without evaluations', { ...minimal, training: { evalEvery: 0, earlyStop: { patience: 1 } } }, /needs evaluations/],
    ['a list', [], /recipe: expected an object, got \[\]/],
  ])('of %s', (_, raw, message) => {
    expect(() => read(raw)).toThrow(message);
  });

  it('name the nearest known field', () => {
    expect(hintOf(() => read({ ...minimal, training: { learnigRate: 1 } }))).toBe('did you mean "learningRate"?');
    expect(hintOf(() => read({ ...minimal, modle: 1 }))).toBe('did you mean "model"?');
  });
});

describe('--set', () => {
  it('writes over the file, by our names or aliases, values as JSON or text', () => {
    const recipe = read(
      { ...minimal, methods: ['mixlora'], training: { epochs: 2 } },
      ...['training.max_steps=9', 'methods.mixlora.rank=4', 'methods.0.options.experts=4', 'device=vulkan0', 'dataset.evalShare=0', 'training.betas.1=0.9'],
    );
    expect(recipe.training).toMatchObject({ steps: 9, epochs: null, betas: [0.9, 0.9] });
    expect(recipe.methods[0]?.options).toMatchObject({ rank: 4, experts: 4 });
    expect(recipe).toMatchObject({ device: 'vulkan0', dataset: { evalShare: 0 } });
  });

  it.each([['training.steps'], ['=3'], ['training..steps=3']])('refuses %s, which is no assignment', (assignment) => {
    expect(() => read(minimal, assignment)).toThrow(/--set: expected path=value/);
  });

  it('writes sample prompts, whole or in part', () => {
    expect(read(minimal, 'samples=["Hello"]', 'samples.maxTokens=9').samples).toEqual({ prompts: ['Hello'], maxTokens: 9 });
    expect(read({ ...minimal, samples: { prompts: ['a', 'b'], max_tokens: 5 } }, 'samples.prompts.1=c').samples).toEqual({ prompts: ['a', 'c'], maxTokens: 5 });
    expect(read({ ...minimal, samples: 'Hello' }, 'samples=null').samples).toBeNull();
  });

  it('refuses methods the recipe does not have', () => {
    expect(() => read(minimal, 'methods.lora.rank=4')).toThrow(/the recipe has no method "lora"/);
  });
});

describe('sample prompts', () => {
  it('have a default length, and may be one text or a list', () => {
    expect(read({ ...minimal, samples: 'What is 3 plus 4?' }).samples).toEqual({ prompts: ['What is 3 plus 4?'], maxTokens: 64 });
    expect(read({ ...minimal, samples: ['a', 'b'] }).samples).toEqual({ prompts: ['a', 'b'], maxTokens: 64 });
  });

  it.each([[{ prompts: [] }], [{}], [{ prompts: ['a', ' '] }], [{ prompts: [1] }], [[]]])('are refused without a text each: %j', (samples) => {
    expect(() => read({ ...minimal, samples })).toThrow(/samples.prompts: expected a list of prompts/);
  });

  it('refuse what they do not know', () => {
    expect(hintOf(() => read({ ...minimal, samples: { prompt: ['a'] } }))).toBe('did you mean "prompts"?');
    expect(() => read({ ...minimal, samples: { prompts: ['a'], maxTokens: 0 } })).toThrow(/maxTokens/);
  });
});
