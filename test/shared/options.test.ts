import { describe, expect, it } from 'vitest';
import { didYouMean, type OptionSchema, parseOption, resolveOptions } from '../../src/shared/options.ts';

const schema = {
  rank: { type: 'integer', default: 8, min: 1, max: 64, help: 'Rank of each update.' },
  alpha: { type: 'number', default: 16, help: 'Scale.' },
  attention: { type: 'flag', default: true, help: 'Attention too.' },
  form: { type: 'choice', choices: ['global-batch', 'per-layer'], default: 'global-batch', help: 'How it is summed.' },
  targets: { type: 'choices', choices: ['attention', 'mlp'], default: ['mlp'], help: 'What is trained.' },
  note: { type: 'text', default: '', help: 'Anything.' },
} as const satisfies OptionSchema;

describe('resolveOptions', () => {
  it('fills in defaults around what is given', () => {
    const given = { rank: 4, targets: ['attention', 'mlp'] };
    expect(resolveOptions(schema, given, 'lora')).toEqual({
      rank: 4,
      alpha: 16,
      attention: true,
      form: 'global-batch',
      targets: ['attention', 'mlp'],
      note: '',
    });
  });

  it.each([
    ['a fraction', { rank: 1.5 }, 'lora.rank: expected a whole number, got 1.5'],
    ['text for a number', { alpha: '16' }, 'lora.alpha: expected a number, got "16"'],
    ['too little', { rank: 0 }, 'lora.rank: expected a whole number of at least 1, got 0'],
    ['too much', { rank: 65 }, 'lora.rank: expected a whole number of at most 64, got 65'],
    ['a number for a flag', { attention: 1 }, 'lora.attention: expected true or false, got 1'],
    ['an unknown choice', { form: 'hf' }, 'lora.form: expected one of global-batch, per-layer, got "hf"'],
    ['an unknown item', { targets: ['mlp', 'router'] }, 'lora.targets: expected only attention, mlp, got ["mlp","router"]'],
    ['null', { note: null }, 'lora.note: expected text, got null'],
    ['an unknown name', { rnk: 4 }, 'lora has no option "rnk"'],
  ])('refuses %s', (_, given, message) => {
    expect(() => resolveOptions(schema, given, 'lora')).toThrow(expect.objectContaining({ code: 'BAD_OPTIONS', message }));
  });
});

describe('parseOption', () => {
  it('reads what people type', () => {
    expect(parseOption(schema.alpha, '2e-4', 'alpha')).toBe(2e-4);
    expect(parseOption(schema.attention, 'off', 'attention')).toBe(false);
    expect(parseOption(schema.targets, 'attention, mlp', 'targets')).toEqual(['attention', 'mlp']);
    expect(parseOption(schema.targets, '', 'targets')).toEqual([]);
  });

  it.each([
    [schema.rank, ''],
    [schema.rank, '4x'],
    [schema.attention, 'maybe'],
  ])('refuses what is no value of the option', (option, text) => {
    expect(() => parseOption(option, text, 'x')).toThrow(/x: expected/);
  });
});

describe('didYouMean', () => {
  it('names the nearest of the known, or all when none is near', () => {
    expect(didYouMean('learning_rat', ['learningRate', 'steps'])).toBe('did you mean "learningRate"?');
    expect(didYouMean('colour', ['rank', 'alpha'])).toBe('known: rank, alpha');
  });
});
