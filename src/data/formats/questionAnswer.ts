/** A question and its answer in two columns, under any of the names in use; read as a chat of one exchange, so the model's template applies. */
import { describe } from '../readers/parseRow.ts';
import { chatOutcome, exchange, withSystem } from './chat.ts';
import { detectColumns, fieldsOf, isText, problemAt } from './columns.ts';
import { contentText } from './content.ts';
import type { DatasetFormat } from './format.ts';

export const questionAnswer: DatasetFormat = {
  id: 'question-answer',
  name: 'Question and answer',
  fields: {
    question: ['question', 'query', 'prompt', 'instruction', 'input', 'problem', 'user'],
    answer: ['answer', 'response', 'output', 'completion', 'target', 'solution', 'assistant'],
    system: ['system', 'system_prompt'],
  },
  detect: (rows) =>
    detectColumns(rows, questionAnswer.fields, (read) => isText(read('question')) && contentText(read('answer')) !== undefined && read('answer') !== undefined),
  toRecord(row, mapping) {
    const read = fieldsOf(row, mapping);
    const turns = exchange(read('question'), read('answer'));
    if (turns === undefined || read('question') === undefined || read('answer') === undefined) {
      const message = `expected texts in ${mapping.question ?? 'question'} and ${mapping.answer ?? 'answer'}, got ${describe(read('question'))} and ${describe(read('answer'))}`;
      return { problems: [problemAt(row, { severity: 'error', code: 'MISSING_FIELD', message, fix: 'write both as texts, or name the columns with --map' })] };
    }
    return chatOutcome(row, read, { messages: withSystem(turns, read('system')), problems: [] });
  },
};
