import { describe, expect, it } from 'vitest';
import { changeWords } from '../../../../src/renderer/screens/train/changeWords.ts';
import { emptyDraft, type TrainDraft } from '../../../../src/renderer/screens/train/draft.ts';
import { groupFields, sequenceLengthField } from '../../../../src/renderer/screens/train/fieldGroups.ts';
import { paperAddress } from '../../../../src/renderer/screens/train/paperAddress.ts';
import { errorOf, errorsUnder } from '../../../../src/renderer/screens/train/problem.ts';
import { firstLack, firstOpenStep, lacking, stepOfField } from '../../../../src/renderer/screens/train/steps.ts';
import { estimateTime } from '../../../../src/renderer/screens/train/timeEstimate.ts';
import { describeRecipeFields } from '../../../../src/services/descriptions.ts';

const complete: TrainDraft = { ...emptyDraft, model: '/m', methods: [{ id: 'lora', options: {} }], dataset: { files: ['/d'] } };

describe('the steps', () => {
  it('lead to the first that lacks something, then to the review', () => {
    expect(firstOpenStep(emptyDraft)).toBe('model');
    expect(firstOpenStep({ ...emptyDraft, model: '/m' })).toBe('method');
    expect(firstOpenStep({ ...complete, dataset: {} })).toBe('data');
    expect(firstOpenStep(complete)).toBe('review');
    expect(lacking(complete, 'parameters')).toBeNull();
    expect(firstLack({ ...complete, dataset: {} })).toEqual({ step: 'data', reason: 'Choose a dataset first' });
    expect(firstLack(complete)).toBeNull();
  });

  it('are found by the field that a problem is about', () => {
    const fields = ['model', 'lora.rank', 'methods', 'dataset.files', 'training.sequenceLength', 'training.earlyStop', 'samples.prompts'];
    expect(fields.map((field) => stepOfField(field, complete))).toEqual(['model', 'method', 'method', 'data', 'data', 'parameters', 'parameters']);
    expect(stepOfField(null, complete)).toBeNull();
  });

  it('hand a problem to the form it belongs to', () => {
    const problem = { message: 'no', hint: null, field: 'training.steps' };
    expect(errorsUnder(problem, 'training')).toEqual({ steps: 'no' });
    expect(errorsUnder(problem, 'dataset')).toEqual({});
    expect(errorOf(problem, 'training.steps')).toBe('no');
    expect(errorOf(null, 'training.steps')).toBeNull();
  });
});

describe('parameters', () => {
  it('all have a place, once', () => {
    const { training } = describeRecipeFields();
    const { common, advanced } = groupFields(training);
    const placed = [...common.flatMap(({ fields }) => fields), ...advanced].map(({ name }) => name);
    expect([...placed, sequenceLengthField].sort()).toEqual(training.map(({ name }) => name).sort());
  });
});

describe('the review', () => {
  it('reckons evaluations at every so many steps and at the end', () => {
    const timing = { secondsPerStep: 0.5, tokensPerStep: 100, evalSeconds: 2, preparedSteps: 45 };
    expect(estimateTime(timing, 20)).toEqual({ trainingSeconds: 22.5, evaluationSeconds: 6, evaluations: 3 });
    expect(estimateTime({ ...timing, preparedSteps: 40 }, 20).evaluations).toBe(2);
    expect(estimateTime(timing, 0).evaluationSeconds).toBe(0);
    expect(estimateTime({ ...timing, evalSeconds: null }, 20)).toMatchObject({ evaluations: 0, evaluationSeconds: 0 });
  });

  it('tells changes in words', () => {
    expect(changeWords(['training.microBatch=1', 'training.frozenDtype=q8_0'])).toBe('micro batch 1, frozen dtype q8_0');
  });

  it('leads to papers', () => {
    expect(paperAddress('arXiv:2404.15159')).toBe('https://arxiv.org/abs/2404.15159');
    expect(paperAddress('https://example.org/paper')).toBe('https://example.org/paper');
    expect(paperAddress('a book')).toBeNull();
  });
});
