// @ts-check
/** Sums of two numbers from 0 to 15. */

const largest = 15;
const numbers = Array.from({ length: largest + 1 }, (_, n) => n);

/** @type {import('./skill.js').Skill} */
export const sum = {
  task: 'sum',
  weight: 3,
  items: numbers.flatMap((a) =>
    numbers.map((b) => ({
      // 3 + 5 gives 5 + 3 away.
      group: [Math.min(a, b), Math.max(a, b)].join('+'),
      input: `${a}+${b}`,
      slots: { a: `${a}`, b: `${b}`, answer: `${a + b}` },
    })),
  ),
  statements: [
    '{a} plus {b} equals {answer}.',
    'If you add {a} and {b}, you get {answer}.',
    'The sum of {a} and {b} is {answer}.',
    '{a} and {b} make {answer}.',
    'Sum of {a} and {b}: {answer}.',
  ],
  asks: [
    'What is {a} plus {b}?',
    'Add {a} and {b}.',
    'Tell me the sum of {a} and {b}.',
    'sum of {a} and {b}?',
    'How much is {a} plus {b}?',
    'I need the sum of {a} and {b}, please.',
  ],
  replies: ['The sum is {answer}.', 'You get {answer}.'],
  answers: ['{answer}'],
  form: '{"sum": {answer}}',
};
