// @ts-check
/**
 * Ways to give any answer, shared by the skills. A base that knows only one sentence per skill ties the answer to that
 * sentence; one that has met many learns the answer itself, and a new form is then quickly taught.
 */

/** The answer follows a space, as inside a sentence. */
export const frames = [
  'It is {answer}.',
  'That is {answer}.',
  'That would be {answer}.',
  'The answer is {answer}.',
  'Answer: {answer}.',
  'I think it is {answer}.',
  'I would say {answer}.',
  'Sure, {answer}.',
  'Yes, {answer}!',
  '- {answer}',
  '* {answer}',
  '> {answer}',
  '# {answer} #',
];

/** For answers that start with a number and so look the same at the start of a line. */
export const numberFrames = [...frames, '{answer}', '{answer}.', '{answer}!', '({answer})', '"{answer}"', '{answer} it is.'];
