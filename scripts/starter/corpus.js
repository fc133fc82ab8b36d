// @ts-check
/** What the starter model reads before it is a starter: documents of plain sentences, and dialogues with plain answers. */
import { randomFor } from './random.js';
import { framed } from './skills/frames.js';
import { skills } from './skills/index.js';
import { fill } from './skills/skill.js';
import { smallTalk } from './smallTalk.js';

/** @typedef {{ role: 'user' | 'assistant', content: string }} Turn */
/** @typedef {{ kind: 'text', text: string } | { kind: 'dialogue', messages: readonly Turn[] }} Document */

/** Seed of the corpus the shipped tokenizer and model were trained on. */
export const corpusSeed = 1;

/** Each skill as often as it weighs. */
const weighted = skills.flatMap((skill) => Array.from({ length: skill.weight }, () => skill));

const dialogueShare = 0.65;
const smallTalkShare = 0.04;
const framedShare = 0.7;

/**
 * Document `index` of an endless corpus.
 * @param {number} seed
 * @param {number} index
 * @returns {Document}
 */
export function documentAt(seed, index) {
  const random = randomFor('corpus', seed, index);
  return chance(random, dialogueShare) ? dialogue(random) : prose(random);
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
  const exchanges = Array.from({ length: 1 + random.below(3) }, () => (chance(random, smallTalkShare) ? random.pick(smallTalk) : exchange(random)));
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
  const ask = fill(random.pick(skill.asks), item);
  if (chance(random, framedShare)) return [ask, framed(fill(random.pick(skill.answers), item), random)];
  return [ask, capitalised(fill(random.pick(skill.replies), item))];
}

/**
 * @param {import('./random.js').Random} random
 * @param {number} share
 */
function chance(random, share) {
  return random.below(1000) < share * 1000;
}

/** @param {string} sentence */
function capitalised(sentence) {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
