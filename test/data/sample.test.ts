/** Records → samples: what is trained, where long ones are cut, and that no target is lost or counted twice. */
import { describe, expect, it } from 'vitest';
import type { DataRecord, Sample } from '../../src/data/data.ts';
import { toSamples } from '../../src/data/sample.ts';
import { chatTemplate } from '../../src/data/template/chatTemplate.ts';
import { fixtureTokenizer } from './support.ts';

const tokenizer = fixtureTokenizer('llama3Like');
const template = chatTemplate(tokenizer, 'chatml');
const place = { file: 'f', line: 3 };

function sample(record: DataRecord, sequenceLength: number | null = null): { samples: readonly Sample[]; codes: string[] } {
  const { samples, problems } = toSamples(record, 'key', { tokenizer, template, sequenceLength });
  return { samples, codes: problems.map(({ code }) => code) };
}

function trainedText({ tokens, trained }: Sample): string {
  return tokenizer.decode([...tokens].filter((_, i) => trained[i] === 1));
}

describe('text', () => {
  const text = 'The quick brown fox jumps over the lazy dog. '.repeat(20).trim();

  it("is begun and ended by the tokenizer's tokens and trained whole", () => {
    const [one] = sample({ kind: 'text', text, ...place }).samples;
    expect(tokenizer.decode([...(one as Sample).tokens])).toBe(`<|begin_of_text|>${text}<|end_of_text|>`);
    expect(trainedText(one as Sample)).toBe(`${text}<|end_of_text|>`);
  });

  it('is cut into windows that predict every token exactly once', () => {
    const [whole] = sample({ kind: 'text', text, ...place }).samples as [Sample];
    for (const length of [2, 16, 17, whole.tokens.length - 1, whole.tokens.length]) {
      const { samples } = sample({ kind: 'text', text, ...place }, length);
      const targets = samples.flatMap(({ tokens, trained }) => [...tokens].filter((_, i) => trained[i] === 1));
      expect(targets).toEqual([...whole.tokens].slice(1));
      for (const window of samples) expect(window.tokens.length).toBeLessThanOrEqual(length);
    }
  });

  it('keeps special tokens that it spells out as text', () => {
    const [one] = sample({ kind: 'text', text: 'a <|im_end|> b', ...place }).samples as [Sample];
    expect([...one.tokens].filter(tokenizer.isSpecial)).toEqual([tokenizer.bosId, tokenizer.eosId]);
  });
});

describe('completions', () => {
  it('train the completion and the end, with the prompt tokenised as it will be at inference', () => {
    const [one] = sample({ kind: 'completion', prompt: 'What is', completion: ' Paris', ...place }).samples as [Sample];
    expect(trainedText(one)).toBe(' Paris<|end_of_text|>');
    const [glued] = sample({ kind: 'completion', prompt: 'Hel', completion: 'lo', ...place }).samples as [Sample];
    expect(trainedText(glued)).toBe('lo<|end_of_text|>');
    const prompt = tokenizer.encode('Hel', false);
    expect([...glued.tokens].slice(1, 1 + prompt.length)).toEqual(prompt);
  });

  it('are cut at the end, or left out where the prompt alone fills the row', () => {
    const long = sample({ kind: 'completion', prompt: 'What is', completion: ' Paris'.repeat(50), ...place }, 16);
    expect(long.codes).toEqual(['OVER_LONG']);
    expect(long.samples[0]?.tokens).toHaveLength(16);
    expect(sample({ kind: 'completion', prompt: 'What is '.repeat(50), completion: 'x', ...place }, 16)).toEqual({ samples: [], codes: ['OVER_LONG'] });
  });
});

describe('chats', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    ...Array.from({ length: 8 }, (_, i) => [
      { role: 'user', content: `question ${i}` },
      { role: 'assistant', content: `answer ${i}` },
    ]).flat(),
  ];

  it('lose whole trailing exchanges until they fit, never the system message', () => {
    const whole = sample({ kind: 'chat', messages, ...place }).samples[0] as Sample;
    for (const length of [60, 100, 150, whole.tokens.length]) {
      const { samples, codes } = sample({ kind: 'chat', messages, ...place }, length);
      const text = tokenizer.decode([...(samples[0] as Sample).tokens]);
      expect(text.startsWith('<|im_start|>system\nBe brief.<|im_end|>')).toBe(true);
      const answers = trainedText(samples[0] as Sample);
      const count = answers.split('<|im_end|>').length - 1;
      expect(answers).toBe(Array.from({ length: count }, (_, i) => `answer ${i}<|im_end|>`).join(''));
      const next = sample({ kind: 'chat', messages: messages.slice(0, 1 + 2 * (count + 1)), ...place }).samples[0] as Sample;
      expect(samples[0]?.tokens.length).toBeLessThanOrEqual(length);
      if (length < whole.tokens.length) {
        expect(next.tokens.length).toBeGreaterThan(length);
        expect(codes).toEqual(['OVER_LONG']);
      } else expect(codes).toEqual([]);
    }
  });

  it('carry task, place and group into their samples', () => {
    const [one] = sample({ kind: 'chat', messages: messages.slice(1, 3), task: 'sums', ...place }).samples;
    expect(one).toMatchObject({ task: 'sums', group: 'key', file: 'f', line: 3 });
  });
});
