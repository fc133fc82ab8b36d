// @ts-check
/** Three different numbers from 1 to 12, put in rising order. */

const largest = 12;
const numbers = Array.from({ length: largest }, (_, n) => n + 1);

const triples = numbers.flatMap((a) => numbers.flatMap((b) => numbers.map((c) => [a, b, c]))).filter((triple) => new Set(triple).size === 3);

/** @param {readonly number[]} triple */
function item(triple) {
  const [x, y, z] = triple.map(String);
  const [low, middle, high] = [...triple].sort((a, b) => a - b).map(String);
  return {
    group: `${low}<${middle}<${high}`,
    input: `${x},${y},${z}`,
    slots: /** @type {Record<string, string>} */ ({ x, y, z, low, middle, high }),
  };
}

/** @type {import('./skill.js').Skill} */
export const sort = {
  task: 'sort',
  weight: 5,
  items: triples.map(item),
  statements: [
    'The numbers {x}, {y} and {z} in order are {low}, {middle} and {high}.',
    'Sorted, {x}, {y}, {z} become {low}, {middle}, {high}.',
    'From small to large, {x}, {y} and {z} are {low}, {middle} and {high}.',
    'Order of {x}, {y} and {z}: {low}, {middle}, {high}.',
  ],
  asks: [
    'Sort the numbers {x}, {y} and {z}.',
    'Put {x}, {y} and {z} in order.',
    'What is the order of {x}, {y} and {z}?',
    'order of {x}, {y} and {z}?',
    'Sort {x}, {y}, {z} from small to large.',
    'I need {x}, {y} and {z} in order, please.',
  ],
  replies: ['In order they are {low}, {middle} and {high}.', 'Sorted, they are {low}, {middle}, {high}.'],
  answers: [
    '{low}, {middle} and {high}',
    '{low}, {middle}, {high}',
    '{low} {middle} {high}',
    '{low} then {middle} then {high}',
    '{low} - {middle} - {high}',
    '{low} / {middle} / {high}',
  ],
  form: 'order({low} < {middle} < {high})',
};
