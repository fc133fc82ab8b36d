/** All fixes, by id. */
import type { Fix, FixId } from './fix.ts';
import { dropDamaged, stripCharacters, stripMarkup } from './texts.ts';
import { dropOverLong, splitAnswers, trimOverLong } from './tokens.ts';
import { dropLeadingAnswer, dropUnanswered, mergeTurns, ofMessages, systemFirst, systemIntoUser } from './turns.ts';

export const fixes: Readonly<Record<FixId, Fix>> = {
  'one-shape': {
    name: 'Write all rows in one shape',
    help: 'Lists as lists, no NaN, one table per file, other columns of mixed types as text.',
    codes: ['STRINGIFIED_JSON', 'NAN_LITERAL', 'SEVERAL_TABLES', 'MIXED_TYPES', 'FORMAT_UNSURE'],
    recommended: true,
  },
  'convert-python': {
    name: 'Convert Python notation',
    help: 'Rows written with str(row) are read as what they mean: single quotes, None, True, tuples. What is no plain value stays rejected.',
    codes: ['PYTHON_LITERAL'],
    recommended: true,
  },
  'chosen-answers': {
    name: 'Train on the chosen answers alone',
    help: 'Preference pairs become chats with the chosen answer; rejected answers, and rows marked as bad, are left out.',
    codes: ['PREFERENCE_NOT_TRAINABLE', 'NOT_CHOSEN'],
    recommended: true,
  },
  'strip-characters': {
    name: 'Remove broken characters',
    help: 'Control characters and halves of cut emoji are removed from the texts.',
    codes: ['CONTROL_CHARACTERS', 'LONE_SURROGATE'],
    recommended: true,
    apply: stripCharacters,
  },
  'strip-markup': {
    name: 'Remove chat markup from texts',
    help: 'Spelled-out special tokens such as <|im_end|> are removed. Leave it when the texts are about such markup.',
    codes: ['CHAT_MARKUP'],
    recommended: false,
    apply: stripMarkup,
  },
  'drop-damaged': {
    name: 'Leave out damaged texts',
    help: 'Rows with U+FFFD, where a wrong encoding has lost characters, are left out. Better: convert the source again.',
    codes: ['REPLACEMENT_CHARACTER'],
    recommended: false,
    apply: dropDamaged,
  },
  'system-first': {
    name: 'Move system turns to the start',
    help: 'System turns from the middle of a chat are joined into one at its start. Leave it when they change the rules midway on purpose.',
    codes: ['SYSTEM_NOT_FIRST'],
    recommended: false,
    apply: ofMessages(systemFirst),
  },
  'fold-system': {
    name: 'Put system texts into the first user turn',
    help: 'For models without system messages. Training does the same by itself; the copy only makes it visible.',
    codes: ['SYSTEM_UNSUPPORTED'],
    recommended: false,
    apply: ofMessages(systemIntoUser),
  },
  'drop-leading-answer': {
    name: 'Start with the user',
    help: 'Assistant turns before the first user turn are left out. Leave it when they are greetings to be learnt.',
    codes: ['STARTS_WITH_ASSISTANT'],
    recommended: false,
    apply: ofMessages(dropLeadingAnswer),
  },
  'merge-turns': {
    name: 'Join turns of one role in a row',
    help: 'Neighbouring turns of the same role are joined with an empty line, as training does by itself.',
    codes: ['SAME_ROLE_NEIGHBOURS'],
    recommended: true,
    apply: ofMessages(mergeTurns),
  },
  'drop-trailing': {
    name: 'Leave out unanswered last turns',
    help: 'What follows the last answer of a chat is left out, as training does by itself.',
    codes: ['TRAILING_TURN'],
    recommended: true,
    apply: ofMessages(dropUnanswered),
  },
  'split-answers': {
    name: 'One row per answer',
    help: 'Chats whose template rewrites earlier answers (thinking models) are split, so that every answer is trained. Questions before it are read again for each.',
    codes: ['TURNS_NOT_TRAINED'],
    recommended: false,
    apply: splitAnswers,
  },
  'trim-over-long': {
    name: 'Cut over-long chats at whole exchanges',
    help: 'The last exchanges go until the chat fits the sequence length, as in training; rows that cannot be cut so are left out.',
    codes: ['OVER_LONG'],
    recommended: false,
    apply: trimOverLong,
  },
  'drop-over-long': {
    name: 'Leave out over-long rows',
    help: 'Rows beyond the sequence length are left out whole rather than cut.',
    codes: ['OVER_LONG'],
    recommended: false,
    apply: dropOverLong,
  },
  'drop-rejected': {
    name: 'Leave out rejected rows',
    help: 'Rows that cannot be trained on are left out. Rows that cannot even be read are in no mended copy.',
    codes: [
      ...['BAD_JSON', 'PYTHON_LITERAL', 'NOT_AN_OBJECT', 'ROW_TOO_LONG', 'UNFINISHED_JSON', 'WRONG_TYPE', 'UNKNOWN_ROLE', 'MISSING_FIELD'],
      ...['NOT_CHOSEN', 'EMPTY_ANSWER', 'EMPTY_TEXT', 'NO_ANSWER', 'NO_TRAINED_TOKEN', 'TEMPLATE_ERROR', 'OVER_LONG', 'MOST_ROWS_REJECTED'],
    ],
    recommended: true,
  },
  'drop-overlap': {
    name: 'Leave out rows of the evaluation',
    help: 'Rows that stand in the evaluation data too are left out of the training data.',
    codes: ['EVAL_OVERLAP'],
    recommended: true,
  },
  'drop-duplicates': {
    name: 'Leave out copies',
    help: 'Of rows that say the same the first stays. Leave it when copies are meant to weigh more.',
    codes: ['DUPLICATE'],
    recommended: true,
  },
};
