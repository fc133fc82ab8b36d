import { describe, expect, it } from 'vitest';
import { findTrainingMethod } from '../../../src/methods/index.ts';
import { changedRecipe } from '../../../src/services/runs/changedRecipe.ts';
import { readRecipe } from '../../../src/shared/readRecipe.ts';

const recipe = readRecipe(
  { model: '/base', dataset: '/chats.jsonl', methods: ['lora'], training: { steps: 10 }, samples: ['Hello'] },
  { findMethod: findTrainingMethod, resolvePath: (path) => path },
);

describe('the recipe of a resumed run', () => {
  it('may change what decides no number already computed: steps, evaluation, checkpoints, samples', () => {
    const changed = changedRecipe(recipe, ['training.steps=20', 'training.evalEvery=5', 'samples.maxTokens=9']);
    expect(changed).toEqual({ ...recipe, training: { ...recipe.training, steps: 20, evalEvery: 5 }, samples: { prompts: ['Hello'], maxTokens: 9 } });
    expect(changedRecipe(recipe, ['samples=null']).samples).toBeNull();
  });

  it.each(['training.learningRate=1', 'methods.lora.rank=3', 'device=cpu', 'dataset.packing=false'])('may not change more: %s', (set) => {
    expect(() => changedRecipe(recipe, [set])).toThrow(expect.objectContaining({ code: 'RESUME_REFUSED' }));
  });

  it('of a run from before there were samples has none, and is else what it was', () => {
    const { samples: _, ...older } = recipe;
    expect(changedRecipe(older, [])).toEqual({ ...recipe, samples: null });
    expect(changedRecipe(older, ['samples=Hello']).samples).toEqual({ prompts: ['Hello'], maxTokens: 64 });
  });
});
