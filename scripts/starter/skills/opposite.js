// @ts-check
/** Opposites of everyday words, both ways round. */

const pairs = `hot cold, big small, tall short, fast slow, old young, happy sad, light dark, hard soft, wet dry, loud quiet, rich poor,
strong weak, thick thin, wide narrow, deep shallow, clean dirty, full empty, open closed, early late, high low, near far, left right,
up down, in out, on off, over under, above below, before after, inside outside, first last, good bad, true false, same different,
easy difficult, safe dangerous, smooth rough, sharp blunt, sweet sour, fresh stale, brave cowardly, gentle harsh, polite rude,
wise foolish, lazy diligent, calm nervous, proud humble, generous selfish, friend enemy, day night, morning evening, summer winter,
spring autumn, north south, east west, top bottom, front back, start finish, push pull, buy sell, give take, win lose, come go,
arrive leave, hide show, love hate, laugh cry, live die, rise fall, float sink, build destroy, remember forget, accept refuse,
attack defend, borrow lend, raise lower, save spend, send receive, stand sit, teach learn, throw catch, increase decrease,
expand shrink, freeze melt, enter exit, king queen, boy girl, man woman, father mother, brother sister, son daughter, uncle aunt,
husband wife, hero villain, master servant, war peace, victory defeat, success failure, profit loss, truth lie, birth death,
joy sorrow, pleasure pain, hope despair, beautiful ugly, always never, everything nothing, more less, most least, public private,
simple complex, modern ancient, tight loose, straight crooked, tame wild, raw cooked, asleep awake, alive dead, present absent,
male female, major minor, maximum minimum, positive negative, vertical horizontal, guilty innocent, healthy sick,
cheap expensive, bright dim, temporary permanent, rare common, solid liquid, natural artificial, urban rural, visible hidden,
guest host, giant dwarf, senior junior, forward backward`
  .split(/,\s*/)
  .map((pair) => /** @type {[string, string]} */ (pair.split(' ')));

/**
 * @param {string} group
 * @param {string} word
 * @param {string} answer
 */
const item = (group, word, answer) => ({ group, input: word, slots: { word, answer } });

/** @type {import('./skill.js').Skill} */
export const opposite = {
  task: 'opposite',
  weight: 2,
  items: pairs.flatMap(([a, b]) => [item(a, a, b), item(a, b, a)]),
  statements: [
    'The opposite of {word} is {answer}.',
    'If it is not {word}, it is {answer}.',
    'The words {word} and {answer} are opposites.',
    'Opposite of {word}: {answer}.',
    'We say {word} or {answer}.',
  ],
  asks: [
    'What is the opposite of {word}?',
    'Give me the opposite of {word}.',
    'Tell me the opposite of the word {word}.',
    'opposite of {word}?',
    'Which word is the opposite of {word}?',
    'I need the opposite of {word}, please.',
  ],
  replies: ['The opposite is {answer}.', 'It is {answer}.'],
  answers: ['{answer}'],
  form: '<< {answer} >>',
};
