import { describe, expect, it } from 'vitest';
import { findTrainingMethod } from '../../../../src/methods/index.ts';
import {
  draftOf,
  emptyDraft,
  fieldAt,
  isEmpty,
  recipeOf,
  type TrainDraft,
  withField,
  withoutDefaults,
  withSets,
} from '../../../../src/renderer/screens/train/draft.ts';
import { describeMethods } from '../../../../src/services/descriptions.ts';
import { readRecipe } from '../../../../src/shared/readRecipe.ts';

const methods = describeMethods();
const read = (raw: unknown) => readRecipe(raw, { findMethod: findTrainingMethod, resolvePath: (path) => path });
const draft: TrainDraft = {
  ...emptyDraft,
  model: '/m',
  dataset: { files: ['/d.jsonl'] },
  methods: [{ id: 'lora', options: { rank: 4 } }],
  training: { steps: 20 },
};

describe('a draft', () => {
  it('is a recipe as soon as model, data and method are said', () => {
    const { model, dataset, methods: uses, training, samples, device } = read(recipeOf(draft));
    expect({ model, files: dataset.files, rank: uses[0]?.options.rank, steps: training.steps, samples, device }).toEqual({
      ...{ model: '/m', files: ['/d.jsonl'], rank: 4, steps: 20 },
      ...{ samples: null, device: 'auto' },
    });
  });

  it('leaves prompts out that are still empty, and samples with none', () => {
    expect(recipeOf({ ...draft, samples: { prompts: ['hello', ' '], maxTokens: 8 } }).samples).toEqual({ prompts: ['hello'], maxTokens: 8 });
    expect(recipeOf({ ...draft, samples: { prompts: [''], maxTokens: 8 } })).not.toHaveProperty('samples');
  });

  it('comes back from its own recipe', () => {
    const whole: TrainDraft = { ...draft, samples: { prompts: ['hello'] }, device: 'cpu' };
    expect(draftOf(recipeOf(whole))).toEqual(whole);
    expect(isEmpty(draftOf({}))).toBe(true);
  });

  it('of a resolved recipe holds what differs from the defaults, and resolves to the same again', () => {
    const recipe = read({ ...recipeOf(draft), training: { steps: 20, betas: [0.9, 0.95], learningRate: 1e-3 }, samples: 'hello' });
    const usual = read({ model: '/m', dataset: { files: ['/d.jsonl'] }, methods: [{ id: 'lora' }] });
    const small = withoutDefaults(recipe, usual);
    expect(small.training).toEqual({ steps: 20, betas: [0.9, 0.95], learningRate: 1e-3 });
    expect(small.methods).toEqual([{ id: 'lora', options: { rank: 4 } }]);
    expect(small.dataset).toEqual({ files: ['/d.jsonl'] });
    expect(read(recipeOf(small))).toEqual(recipe);
  });
});

describe('a field of a section', () => {
  it('may have a place within another, which goes with its last value', () => {
    const stopping = withField({ steps: 5 }, 'earlyStop.patience', 2);
    expect(stopping).toEqual({ steps: 5, earlyStop: { patience: 2 } });
    expect(fieldAt(stopping, 'earlyStop.patience')).toBe(2);
    expect(withField(stopping, 'earlyStop.patience', undefined)).toEqual({ steps: 5 });
    expect(fieldAt({ earlyStop: null }, 'earlyStop.patience')).toBeUndefined();
  });

  it('may be one element of a list, and the recipe still reads', () => {
    const training = withField({ betas: [0.9, 0.95] }, 'betas.0', 0.8);
    expect(fieldAt(training, 'betas.1')).toBe(0.95);
    expect(read(recipeOf({ ...draft, training })).training.betas).toEqual([0.8, 0.95]);
    const reset = withField(training, 'betas.1', undefined);
    expect(read(recipeOf({ ...draft, training: reset })).training.betas).toEqual([0.8, 0.999]);
  });
});

describe('a way out', () => {
  it('changes the draft as the services change the recipe', () => {
    const sets = ['training.microBatch=1', 'training.accumulation=8', 'methods.lora.rank=2'];
    const smaller = withSets({ ...draft, training: { steps: 20, microBatch: 8 }, samples: { prompts: ['hello'] } }, sets, methods);
    expect(smaller).toEqual({
      ...draft,
      training: { steps: 20, microBatch: 1, accumulation: 8 },
      methods: [{ id: 'lora', options: { rank: 2 } }],
      samples: { prompts: ['hello'] },
    });
  });

  it('that names no field is refused', () => {
    expect(() => withSets(draft, ['training.microBach=1'], methods)).toThrow(/microBach/);
    expect(() => withSets({ ...draft, methods: [{ id: 'lorra', options: {} }] }, ['training.steps=1'], methods)).toThrow(/lorra/);
  });
});
