/** The tokenizer against the Rust library's own ids, and the promises the data folder builds on. */
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { byteLevelBpe } from '../../../src/data/tokenizer/byteLevelBpe.ts';
import { loadTokenizer } from '../../../src/data/tokenizer/loadTokenizer.ts';
import { probeTexts } from '../../../src/data/tokenizer/probes.ts';
import { readTokenizerJson } from '../../../src/data/tokenizer/tokenizerJson.ts';
import { expected, type FixtureName, fixtureJson, fixtureTokenizer } from '../support.ts';

const names: readonly FixtureName[] = ['llama3Like', 'qwenLike', 'spm'];

describe.each(names)('the %s tokenizer', (name) => {
  const tokenizer = fixtureTokenizer(name);

  it('gives the ids of the Rust library', () => {
    for (const { text, ids } of expected[name].texts) expect(tokenizer.encode(text, true), JSON.stringify(text)).toEqual(ids);
  });

  it('decodes as the Rust library does', () => {
    for (const { ids, decoded } of expected[name].texts) expect(tokenizer.decode(ids)).toBe(decoded);
  });

  it('never makes a special token of plain text', () => {
    const special = name === 'spm' ? '</s>' : '<|im_end|>';
    const text = `one ${special} two`;
    expect(tokenizer.encode(text, true).some(tokenizer.isSpecial)).toBe(true);
    const plain = tokenizer.encode(text, false);
    expect(plain.some(tokenizer.isSpecial)).toBe(false);
    expect(tokenizer.decode(plain)).toContain(special);
  });

  it('reads only those special tokens that stand outside of the literal ranges', () => {
    const special = name === 'spm' ? '</s>' : '<|im_end|>';
    const text = `say ${special} now${special}`;
    const ids = tokenizer.encodeWithLiterals(text, [[4, 4 + special.length]]);
    expect(ids.filter(tokenizer.isSpecial)).toHaveLength(1);
    expect(tokenizer.isSpecial(ids.at(-1) as number)).toBe(true);
    expect(tokenizer.decode(ids)).toBe(text);
  });

  it('encodes without literals exactly as with special tokens on', () => {
    for (const { text, ids } of expected[name].texts) expect(tokenizer.encodeWithLiterals(text, [])).toEqual(ids);
  });

  it('spells every token in bytes that add up to the text', () => {
    const text = 'naïve café 日本 🙂 done';
    const bytes = tokenizer.encode(text, true).flatMap((id) => [...tokenizer.tokenBytes(id)]);
    expect(new TextDecoder().decode(Uint8Array.from(bytes)).trimStart()).toBe(text);
  });

  it('survives lone surrogates, empty lists and ids beyond the vocabulary', () => {
    expect(tokenizer.decode(tokenizer.encode('a\ud83d b', false))).toBe('a\ufffd b');
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.decode([tokenizer.vocabSize + 100])).toBe('');
    expect(tokenizer.tokenText(tokenizer.vocabSize + 100)).toBe('');
  });
});

describe('the fast encoder', () => {
  it.each(['llama3Like', 'qwenLike'] as const)('agrees with the library on the words of many texts (%s)', (name) => {
    const json = { ...readTokenizerJson(fixtureJson(name)), added_tokens: [] };
    const fast = byteLevelBpe(json);
    const library = new LibraryTokenizer(json, {});
    const texts = [...probeTexts([]), 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'abababababab the the thethe', fixtureJson(name).slice(0, 5000)].filter(
      (text) => text !== '',
    );
    for (const text of texts) expect(fast?.(text), JSON.stringify(text)).toEqual(library.encode(text, { add_special_tokens: false }).ids);
  });

  it('stays quick on one endless word', () => {
    const fast = byteLevelBpe(readTokenizerJson(fixtureJson('llama3Like')));
    const started = performance.now();
    expect(fast?.('the'.repeat(100_000)).length).toBeGreaterThan(1000);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('declines tokenizers with parts it does not know', () => {
    expect(byteLevelBpe(readTokenizerJson(fixtureJson('spm')))).toBeUndefined();
    const json = readTokenizerJson(fixtureJson('qwenLike'));
    expect(byteLevelBpe({ ...json, normalizer: { type: 'Lowercase' } })).toBeUndefined();
  });
});

describe('tokenizer files', () => {
  it('tell bos, eos, ends of turns and whether text starts with bos', () => {
    const llama = fixtureTokenizer('llama3Like');
    const id = (token: string): number => llama.encode(token, true)[0] as number;
    expect(llama).toMatchObject({
      kind: 'byte-level-bpe',
      addsBos: true,
      bosToken: '<|begin_of_text|>',
      bosId: id('<|begin_of_text|>'),
      eosId: id('<|end_of_text|>'),
    });
    expect([...llama.stopIds].sort()).toEqual([id('<|end_of_text|>'), id('<|im_end|>'), id('<|eot_id|>')].sort());
    expect(fixtureTokenizer('llama3Like', { add_bos_token: false }).addsBos).toBe(false);
    expect(fixtureTokenizer('qwenLike')).toMatchObject({ addsBos: false, bosId: null });
    expect(fixtureTokenizer('spm')).toMatchObject({ kind: 'spm-bpe', addsBos: true });
  });

  it('take stop ids from generation_config.json too', () => {
    const { stopIds } = loadTokenizer({ tokenizerJson: fixtureJson('qwenLike'), generationConfig: '{"eos_token_id": [3, 5]}' });
    expect(stopIds).toEqual(expect.arrayContaining([3, 5]));
  });

  it('prefer chat_template.jinja, then the template named default', () => {
    const templates = [
      { name: 'tool_use', template: 'tools' },
      { name: 'default', template: 'usual' },
    ];
    expect(fixtureTokenizer('qwenLike', { chat_template: templates }).chatTemplate).toBe('usual');
    expect(loadTokenizer({ tokenizerJson: fixtureJson('qwenLike'), chatTemplate: 'file' }).chatTemplate).toBe('file');
  });

  it('differ in fingerprint when any text differs', () => {
    const one = fixtureTokenizer('qwenLike').fingerprint;
    expect(fixtureTokenizer('qwenLike').fingerprint).toBe(one);
    expect(fixtureTokenizer('qwenLike', { chat_template: 'other' }).fingerprint).not.toBe(one);
  });

  it.each([
    ['no JSON', '{'],
    ['no vocabulary', '{"model": {}}'],
    ['an unknown part', JSON.stringify({ ...JSON.parse(fixtureJson('qwenLike')), normalizer: { type: 'Nmt' } })],
  ])('are refused with %s', (_, tokenizerJson) => {
    expect(() => loadTokenizer({ tokenizerJson })).toThrowError(expect.objectContaining({ code: 'BAD_MODEL' }));
  });
});
