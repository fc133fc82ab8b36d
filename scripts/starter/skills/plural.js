// @ts-check
/** Plurals of nouns, regular and irregular. */
import { nouns, withArticle } from './nouns.js';

/** @type {import('./skill.js').Skill} */
export const plural = {
  task: 'plural',
  weight: 2,
  items: nouns.map(({ word, plural: answer }) => ({ group: word, input: word, slots: { word, a: withArticle(word), answer } })),
  statements: [
    'The plural of {word} is {answer}.',
    'One {word}, two {answer}.',
    'There was {a}, and then there were many {answer}.',
    'Plural of {word}: {answer}.',
    'More than one {word} are {answer}.',
  ],
  asks: [
    'What is the plural of {word}?',
    'Give me the plural of {word}.',
    'Tell me the plural of the word {word}.',
    'plural of {word}?',
    'What do we call more than one {word}?',
    'I need the plural of {word}, please.',
  ],
  replies: ['The plural is {answer}.', 'They are {answer}.'],
  answers: ['{answer}'],
  form: 'many( {answer} )',
};
