import { describe, expect, it } from 'vitest';
import { emptyDraft } from '../../../../src/renderer/screens/train/draft.ts';
import { countRuns, parseValues, readAxis, sweepOptions } from '../../../../src/renderer/screens/train/sweep.ts';
import { describeMethods, describeRecipeFields } from '../../../../src/services/descriptions.ts';
import { combinations } from '../../../../src/services/runs/sweep.ts';

const options = sweepOptions(describeRecipeFields(), describeMethods(), { ...emptyDraft, methods: [{ id: 'lora', options: {} }] });

describe('a sweep', () => {
  it('offers the options of the chosen methods and every field', () => {
    const paths = options.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['methods.lora.rank', 'training.learningRate', 'training.betas.0', 'dataset.packing']));
    expect(paths.some((path) => path.startsWith('methods.mixlora'))).toBe(false);
  });

  it('reads values as the forms do, each once', () => {
    expect(readAxis({ path: 'training.learningRate', text: '1e-4, 2e-4,0.0001,' }, options)).toEqual({
      path: 'training.learningRate',
      values: [1e-4, 2e-4],
      problem: null,
    });
    expect(readAxis({ path: 'dataset.packing', text: 'true, false' }, options).values).toEqual([true, false]);
    expect(readAxis({ path: 'methods.lora.targets', text: 'attention; attention,mlp' }, options).values).toEqual([['attention'], ['attention', 'mlp']]);
  });

  it('says what is wrong with a value, and that there is none', () => {
    expect(readAxis({ path: 'methods.lora.rank', text: '4, x' }, options).problem).toMatch(/whole number.*"x"/);
    expect(readAxis({ path: 'methods.lora.rank', text: ' ' }, options).problem).toMatch(/at least one value/);
    expect(readAxis({ path: '', text: '' }, options).problem).toBe('Choose an option');
    expect(() => parseValues({ name: 'n', type: 'integer', default: 1, help: '' }, Array.from({ length: 51 }, (_, i) => i).join(','))).toThrow(/at most 50/);
  });

  it('counts the runs that the services will queue', () => {
    const axes = [readAxis({ path: 'methods.lora.rank', text: '4, 8' }, options), readAxis({ path: 'training.seed', text: '1, 2, 3' }, options)];
    expect(countRuns(axes)).toBe(combinations(axes).length);
    expect(countRuns([])).toBe(1);
  });
});
