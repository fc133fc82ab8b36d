// @ts-check
/** The kind of thing a noun names. */
import { nouns, withArticle } from './nouns.js';

/** @type {import('./skill.js').Skill} */
export const kind = {
  task: 'kind',
  weight: 2,
  items: nouns.map(({ word, kind: answer }) => ({ group: word, input: word, slots: { word, a: withArticle(word), answer, an: withArticle(answer) } })),
  statements: ['{a} is {an}.', 'The {word} is {an}.', 'I saw {a}. It is a kind of {answer}.', 'Kind of {word}: {answer}.', 'Every {word} is {an}.'],
  asks: [
    'What kind of thing is {a}?',
    'Which kind is {a}?',
    'Tell me what kind of thing {a} is.',
    'kind of {word}?',
    'What sort of thing is {a}?',
    'I need the kind of {word}, please.',
  ],
  replies: ['It is {an}.', 'That is a kind of {answer}.'],
  answers: ['{answer}'],
  form: '[ kind = {answer} ]',
};
