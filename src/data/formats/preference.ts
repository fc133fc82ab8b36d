/** Preference data (chosen and rejected answers, or answers with a thumbs-up flag): recognised, and offered as their chosen answers alone. */
import type { Message, Row } from '../data.ts';
import { describe } from '../readers/parseRow.ts';
import { chatOutcome, readTurns, withSystem } from './chat.ts';
import { detectColumns, type FieldReader, fieldsOf, problemAt } from './columns.ts';
import type { DatasetFormat, Mapping, RecordOutcome } from './format.ts';

const fields = {
  chosen: ['chosen', 'chosen_response', 'response_chosen', 'preferred'],
  rejected: ['rejected', 'rejected_response', 'response_rejected', 'dispreferred'],
  answer: ['completion', 'response', 'output', 'answer'],
  label: ['label', 'kto_tag'],
  messages: ['messages', 'conversations'],
  prompt: ['prompt', 'question', 'query', 'instruction'],
  system: ['system', 'system_prompt'],
};

const shape = { role: 'role', content: 'content' };

export const preference: DatasetFormat = {
  id: 'preference',
  name: 'Preference pairs (chosen, rejected)',
  fields,
  detect: (rows) => detectColumns(rows, fields, isPreference),
  toRecord: () => ({ problems: [] }),
  refusal: {
    code: 'PREFERENCE_NOT_TRAINABLE',
    message: 'the rows hold chosen and rejected answers; training on preferences is not available',
    fix: 'train on the chosen answers alone: --format preference-chosen',
  },
};

/** Asked for by name only: training on half of a preference set is the user's decision. */
export const preferenceChosen: DatasetFormat = {
  id: 'preference-chosen',
  name: 'Preference pairs, chosen answers alone',
  fields,
  detect: (rows) => ({ ...preference.detect(rows), confidence: 0 }),
  toRecord(row, mapping) {
    const read = fieldsOf(row, mapping);
    if (read('label') === false || read('label') === 0) {
      return { problems: [problemAt(row, { severity: 'error', code: 'NOT_CHOSEN', message: 'the answer is marked as a bad one; left out' })] };
    }
    return chosenRecord(row, mapping, read);
  },
};

function isPreference(read: FieldReader): boolean {
  if (read('rejected') !== undefined && (read('chosen') !== undefined || read('messages') !== undefined)) return true;
  const label = read('label');
  return (
    typeof label === 'boolean' &&
    (read('answer') !== undefined || read('messages') !== undefined) &&
    (read('prompt') !== undefined || read('messages') !== undefined)
  );
}

function chosenRecord(row: Row, mapping: Mapping, read: FieldReader): RecordOutcome {
  const chosen = read('chosen') ?? (read('messages') === undefined ? read('answer') : []);
  const turns = asTurns(row, chosen, mapping.chosen ?? 'chosen');
  const context =
    read('prompt') === undefined
      ? asTurns(row, read('messages') ?? [], mapping.messages ?? 'messages')
      : asTurns(row, read('prompt'), mapping.prompt ?? 'prompt', 'user');
  if ('problems' in turns) return turns;
  if ('problems' in context) return context;
  // Chosen is often the whole chat, its questions included; then the prompt column says nothing new.
  const messages = turns.messages.some(({ role }) => role === 'user') ? turns.messages : [...context.messages, ...turns.messages];
  return chatOutcome(row, read, { messages: withSystem(messages, read('system')), problems: [] });
}

/** A text, one message or a list of messages. */
function asTurns(row: Row, given: unknown, column: string, role = 'assistant'): { messages: readonly Message[] } | { problems: RecordOutcome['problems'] } {
  if (typeof given === 'string') return { messages: [{ role, content: given }] };
  if (given === undefined || given === null) {
    return {
      problems: [
        problemAt(row, {
          severity: 'error',
          code: 'MISSING_FIELD',
          message: `${column}: expected an answer, got ${describe(given)}`,
          fix: 'delete the row or fill it in',
        }),
      ],
    };
  }
  const { messages, problems } = readTurns(row, Array.isArray(given) ? given : [given], { column, shape });
  return messages ? { messages } : { problems };
}
