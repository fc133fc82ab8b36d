// @ts-check
/** The sample dataset: the skills the base has, asked for in answer forms it has never seen; and its held-out rows. */
import { randomFor } from './random.js';
import { skills } from './skills/index.js';
import { fill } from './skills/skill.js';

/** @typedef {{ task: string, messages: readonly import('./corpus.js').Turn[] }} SampleRow */

export const sampleSeed = 2;
/** Rows per task. */
export const trainRows = 400;
export const evalRows = 64;

const rowsPerGroup = 2;

/**
 * Shuffled training rows and, task by task, held-out rows. No group of a held-out item has a training row.
 * @returns {{ train: readonly SampleRow[], held: readonly SampleRow[] }}
 */
export function makeSample() {
  const held = heldWords();
  const parts = skills.map((skill) => sampleOf(skill, held));
  return { train: randomFor('order', sampleSeed).shuffle(parts.flatMap(({ train }) => train)), held: parts.flatMap(({ held }) => held) };
}

/**
 * Groups to hold out. Skills about the same nouns share them, so a held-out noun stands nowhere in the training rows.
 * @returns {ReadonlySet<string>}
 */
function heldWords() {
  const random = randomFor('held', sampleSeed);
  const held = new Set();
  for (const { items } of skills) {
    const groups = random.shuffle([...new Set(items.map(({ group }) => group))]);
    for (const group of groups) {
      if (heldItems(items, held).length >= evalRows) break;
      held.add(group);
    }
  }
  return held;
}

/**
 * The held-out items, at most a few of a group: six orders of the same three numbers would measure less.
 * @param {readonly import('./skills/skill.js').Item[]} items
 * @param {ReadonlySet<string>} held
 */
function heldItems(items, held) {
  const taken = new Map();
  return items.filter(({ group }) => {
    const rows = (taken.get(group) ?? 0) + 1;
    taken.set(group, rows);
    return held.has(group) && rows <= rowsPerGroup;
  });
}

/**
 * @param {import('./skills/skill.js').Skill} skill
 * @param {ReadonlySet<string>} held
 */
function sampleOf(skill, held) {
  const random = randomFor('sample', sampleSeed, skill.task);
  const asked = random.shuffle(heldItems(skill.items, held)).slice(0, evalRows);
  const known = random.shuffle(skill.items.filter(({ group }) => !held.has(group)));
  // Every item once, in some wording, before any item twice.
  const questions = skill.asks.flatMap((_, round) => known.map((item, n) => ({ item, ask: askAt(skill, n + round) })));
  return {
    train: questions.slice(0, trainRows).map(({ item, ask }) => row(skill, item, ask)),
    held: asked.map((item, n) => row(skill, item, askAt(skill, n))),
  };
}

/**
 * @param {import('./skills/skill.js').Skill} skill
 * @param {number} n
 */
function askAt(skill, n) {
  return /** @type {string} */ (skill.asks[n % skill.asks.length]);
}

/**
 * @param {import('./skills/skill.js').Skill} skill
 * @param {import('./skills/skill.js').Item} item
 * @param {string} ask
 * @returns {SampleRow}
 */
function row(skill, item, ask) {
  return {
    task: skill.task,
    messages: [
      { role: 'user', content: fill(ask, item) },
      { role: 'assistant', content: fill(skill.form, item) },
    ],
  };
}
