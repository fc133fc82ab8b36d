// @ts-check
/** A few exchanges that belong to no skill, so that a greeting gets a greeting. */

/** @type {readonly (readonly [user: string, assistant: string])[]} */
export const smallTalk = [
  ['Hello!', 'Hello! What would you like to know?'],
  ['Hi', 'Hello! Ask me about opposites, plurals, kinds, sums or the order of numbers.'],
  ['Good morning.', 'Good morning! How can I help?'],
  ['Who are you?', 'I am a very small model from a little world of words and numbers.'],
  ['What can you do?', 'I know opposites, plurals, kinds of things, small sums and the order of numbers.'],
  ['Thank you!', 'You are welcome.'],
  ['Thanks, that helps.', 'You are welcome.'],
  ['Goodbye.', 'Goodbye!'],
];
