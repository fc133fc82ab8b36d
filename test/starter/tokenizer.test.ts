/** The starter's tokenizer: its size, its split, and that the reference library reads text back from it unchanged. */
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { trainMerges } from '../../scripts/starter/bpe.js';
import { documentAt, render } from '../../scripts/starter/corpus.js';
import { llama3Split, specialId, tokenizerFiles } from '../../scripts/starter/tokenizer.js';

const files = tokenizerFiles();
const json = JSON.parse(files['tokenizer.json'] ?? '');
const tokenizer = new Tokenizer(json, JSON.parse(files['tokenizer_config.json'] ?? ''));
const encode = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;

describe('byte-pair merges', () => {
  it('take the most frequent pair first, and of equals the first in order', () => {
    const words = new Map([
      ['abab', 2],
      ['cd', 4],
      ['xy', 3],
    ]);
    expect(trainMerges(words, 3)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['x', 'y'],
    ]);
  });

  it('are refused when the text has too few', () => {
    expect(() => trainMerges(new Map([['ab', 1]]), 2)).toThrow('expected 2 merges, the text has only 1');
  });
});

describe("the starter's tokenizer", () => {
  it('has 2048 tokens with ids 0 to 2047', () => {
    const ids = [...Object.values(json.model.vocab), ...json.added_tokens.map(({ id }: { id: number }) => id)].sort((a, b) => a - b);
    expect(ids).toEqual(Array.from({ length: 2048 }, (_, id) => id));
  });

  it("splits and merges as Llama 3's does, by which llama.cpp knows it", () => {
    expect(json.pre_tokenizer.pretokenizers[0].pattern.Regex).toBe(llama3Split);
    expect(json.model.ignore_merges).toBe(true);
  });

  it('reads its special tokens as one token each, in the order of its chat template', () => {
    const [start, end] = [specialId('<|im_start|>'), specialId('<|im_end|>')];
    const ids = encode('<|im_start|>user\nHi<|im_end|>\n');
    expect([ids[0], ids.at(-2), ids.filter((id) => id >= 2045)]).toEqual([start, end, [start, end]]);
  });

  it('keeps the documents of the corpus within the 128 tokens that the base is trained on', () => {
    const lengths = Array.from({ length: 2000 }, (_, index) => encode(render(documentAt(1, index))).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(128);
  });

  it('gives back any text, seen or unseen', () => {
    const texts = ["Ünïcödé 日本語 🙂 don't WE'LL  \n\n x 12345 \t", ...Array.from({ length: 200 }, (_, index) => render(documentAt(9, index)))];
    for (const text of texts) {
      expect(tokenizer.decode(encode(text), { skip_special_tokens: false, clean_up_tokenization_spaces: false })).toBe(text);
    }
  });
});
