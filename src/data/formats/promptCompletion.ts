/** Prompt and completion (TRL): raw text that goes on as raw text, no chat template; or two lists of messages, of which the completion's are trained. */
import type { Row } from '../data.ts';
import { describe } from '../readers/parseRow.ts';
import { chatOutcome, readTurns } from './chat.ts';
import { detectColumns, type FieldReader, fieldsOf, problemAt, taskOf } from './columns.ts';
import { contentText } from './content.ts';
import type { DatasetFormat, Mapping, RecordOutcome } from './format.ts';

const shape = { role: 'role', content: 'content' };

export const promptCompletion: DatasetFormat = {
  id: 'prompt-completion',
  name: 'Prompt and completion',
  fields: { prompt: ['prompt'], completion: ['completion'], tools: ['tools'] },
  detect: (rows) =>
    detectColumns(rows, promptCompletion.fields, (read) => {
      const both = [read('prompt'), read('completion')];
      return both.every((value) => typeof value === 'string') || both.every((value) => Array.isArray(value));
    }),
  toRecord(row, mapping) {
    const read = fieldsOf(row, mapping);
    if (Array.isArray(read('prompt'))) return chatRecord(row, mapping, read);
    const prompt = contentText(read('prompt'));
    const completion = contentText(read('completion'));
    if (prompt === undefined || completion === undefined || read('prompt') === undefined || read('completion') === undefined) {
      const message = `expected texts in ${mapping.prompt ?? 'prompt'} and ${mapping.completion ?? 'completion'}, got ${describe(read('prompt'))} and ${describe(read('completion'))}`;
      return { problems: [problemAt(row, { severity: 'error', code: 'MISSING_FIELD', message, fix: 'write both as texts, or name the columns with --map' })] };
    }
    return { record: { kind: 'completion', prompt, completion, ...taskOf(read), file: row.file, line: row.line }, problems: [] };
  },
};

function chatRecord(row: Row, mapping: Mapping, read: FieldReader): RecordOutcome {
  const prompt = readTurns(row, read('prompt'), { column: mapping.prompt ?? 'prompt', shape });
  const completion = readTurns(row, read('completion'), { column: mapping.completion ?? 'completion', shape });
  const problems = [...prompt.problems, ...completion.problems];
  if (!prompt.messages || !completion.messages) return { problems };
  const context = prompt.messages.map((message) => (message.role === 'assistant' ? { ...message, trained: false } : message));
  return chatOutcome(row, read, { messages: [...context, ...completion.messages], problems });
}
