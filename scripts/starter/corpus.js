// @ts-check
/** What the starter model reads before it is a starter: documents of plain sentences, and dialogues with plain answers. */
import { randomFor } from './random.js';
import { skills } from './skills/index.js';
import { fill } from './skills/skill.js';
import { smallTalk } from './smallTalk.js';

/** @typedef {{ role: 'user' | 'assistant', content: string }} Turn */
/** @typedef {{ kind: 'text', text: string } | { kind: 'dialogue', messages: readonly Turn[] }} Document */

/** Seed of the corpus the shipped tokenizer and model were trained on. */
export const corpusSeed = 1;

/** Each skill as often as it weighs. */
const weighted = skills.flatMap((skill) => Array.from({ length: skill.weight }, () => skill));

const dialogueShare = 0.5;
const smallTalkShare = 0.04;

/**
 * Document `index` of an endless corpus.
 * @param {number} seed
 * @param {number} index
 * @returns {Document}
 */
export function documentAt(seed, index) {
  const random = randomFor('corpus', seed, index);
  return random.below(1000) < dialogueShare * 1000 ? dialogue(random) : prose(random);
}

/**
 * A document as the model reads it, special tokens written out.
 * @param {Document} document
 */
export function render(document) {
  if (document.kind === 'text') return `${document.text}<|endoftext|>`;
  return document.messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('');
}

/**
 * @param {import('./random.js').Random} random
 * @returns {Document}
 */
function prose(random) {
  const sentences = Array.from({ length: 2 + random.below(4) }, () => {
    const skill = random.pick(weighted);
    return capitalised(fill(random.pick(skill.statements), random.pick(skill.items)));
  });
  return { kind: 'text', text: sentences.join(random.pick([' ', '\n'])) };
}

/**
 * @param {import('./random.js').Random} random
 * @returns {Document}
 */
function dialogue(random) {
  const exchanges = Array.from({ length: 1 + random.below(3) }, () => (random.below(1000) < smallTalkShare * 1000 ? random.pick(smallTalk) : exchange(random)));
  const messages = exchanges.flatMap(([user, assistant]) => [
    /** @type {Turn} */ ({ role: 'user', content: user }),
    /** @type {Turn} */ ({ role: 'assistant', content: assistant }),
  ]);
  return { kind: 'dialogue', messages };
}

/**
 * @param {import('./random.js').Random} random
 * @returns {readonly [user: string, assistant: string]}
 */
function exchange(random) {
  const skill = random.pick(weighted);
  const item = random.pick(skill.items);
  return [fill(random.pick(skill.asks), item), capitalised(fill(random.pick(skill.replies), item))];
}

/** @param {string} sentence */
function capitalised(sentence) {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
