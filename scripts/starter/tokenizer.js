// @ts-check
/** The starter's tokenizer: a byte-level BPE of 2048 tokens, split like Llama 3's, and the files that go with it. */
import { byteAlphabet, trainMerges } from './bpe.js';
import { corpusSeed, documentAt } from './corpus.js';

export const vocabSize = 2048;

/** In the order of their ids, at the end of the vocabulary as in Llama 3. */
export const specialTokens = /** @type {const} */ (['<|endoftext|>', '<|im_start|>', '<|im_end|>']);

/** Llama 3's split, character for character: llama.cpp knows the tokenizer by it (`pre` "llama-bpe", with ignore_merges). */
export const llama3Split =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** Documents whose words the merges are learnt from. */
const documents = 40_000;

const chatTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** @param {typeof specialTokens[number]} token */
export function specialId(token) {
  return vocabSize - specialTokens.length + specialTokens.indexOf(token);
}

/**
 * Every file of the tokenizer by name.
 * @returns {Readonly<Record<string, string>>}
 */
export function tokenizerFiles() {
  const names = { eos_token: '<|im_end|>', pad_token: '<|endoftext|>' };
  return {
    'tokenizer.json': json(tokenizerJson()),
    'tokenizer_config.json': json({
      tokenizer_class: 'PreTrainedTokenizerFast',
      add_bos_token: false,
      bos_token: null,
      ...names,
      unk_token: null,
      clean_up_tokenization_spaces: false,
      model_input_names: ['input_ids', 'attention_mask'],
      model_max_length: 512,
    }),
    'special_tokens_map.json': json({ ...names, additional_special_tokens: ['<|im_start|>'] }),
    'chat_template.jinja': chatTemplate,
    'generation_config.json': json({
      do_sample: false,
      eos_token_id: [specialId('<|im_end|>'), specialId('<|endoftext|>')],
      pad_token_id: specialId('<|endoftext|>'),
    }),
  };
}

/** In the shape that the tokenizers library writes for Llama 3. */
function tokenizerJson() {
  const merges = trainMerges(wordCounts(), vocabSize - byteAlphabet.length - specialTokens.length);
  const tokens = [...[...byteAlphabet].sort(), ...merges.map(([left, right]) => left + right)];
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content) => ({ id: specialId(content), content, ...flags })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Split', pattern: { Regex: llama3Split }, behavior: 'Isolated', invert: false }, byteLevel],
    },
    post_processor: { ...byteLevel, trim_offsets: false, use_regex: true },
    decoder: { ...byteLevel, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: true,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}

/** How often each word, as the split finds it, occurs in the corpus; role names and line ends included. */
function wordCounts() {
  // JavaScript has no (?i:…); the only part it covers here is spelled out.
  const split = new RegExp(llama3Split.replace("(?i:'s|'t|'re|'ve|'m|'ll|'d)", "'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])"), 'gu');
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (let index = 0; index < documents; index++) {
    const document = documentAt(corpusSeed, index);
    const texts = document.kind === 'text' ? [document.text] : document.messages.flatMap(({ role, content }) => [`${role}\n`, content]);
    for (const text of texts) for (const [word] of text.matchAll(split)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
