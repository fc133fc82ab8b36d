// @ts-check
/**
 * Ways to set any answer down. A base that knows a few sentences per skill ties the answer to those sentences, and then
 * cannot give it behind a mark it has never seen; one that has met many frames learns the answer apart from its frame.
 * No frame is a form of the sample: double angle, square and curly brackets, `many(` and `order(` stay unseen.
 */

const openers = [
  ...['It is', 'That is', 'That would be', 'The answer is', 'Answer:', 'Answer =', 'I think it is', 'I would say', 'Sure,', 'Yes,', 'Well,'],
  ...['Result:', 'result =', 'So:', 'Out:', 'out =', 'A:', 'a)', '1)', '-', '--', '*', '**', '>', '->', '#', '(', '/', '~', '|', '=', '=='],
  ...['+', '&', '@', '%', ':', '::', '$', '^', '...'],
];

const closers = ['.', '!', '', '', ' )', ' /', ' ~', ' |', ' ==', ' #', ' ;', ' *', ' &', ' end', ' $', ' -', ' @', '...'];

/** A number looks the same at the start of a line or behind a bracket as behind a space; a word does not. */
const numberOpeners = ['', '', '(', '"', '=', '#', '/', '|'];

/**
 * @param {string} answer
 * @param {import('../random.js').Random} random
 */
export function framed(answer, random) {
  const close = random.pick(closers);
  if (/^\d/.test(answer) && random.below(4) === 0) return random.pick(numberOpeners) + answer + close;
  return `${random.pick(openers)} ${answer}${close}`;
}
