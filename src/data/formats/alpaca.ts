/** Alpaca: instruction (+ input) and output, with optional system and history; read as a chat, as LLaMA-Factory does. */
import type { Message } from '../data.ts';
import { describe } from '../readers/parseRow.ts';
import { chatOutcome, exchange, withSystem } from './chat.ts';
import { detectColumns, type FieldReader, fieldsOf, isText, problemAt } from './columns.ts';
import { contentText } from './content.ts';
import type { DatasetFormat } from './format.ts';

export const alpaca: DatasetFormat = {
  id: 'alpaca',
  name: 'Alpaca (instruction, input, output)',
  fields: {
    instruction: ['instruction'],
    input: ['input'],
    output: ['output', 'response'],
    system: ['system', 'system_prompt'],
    history: ['history'],
  },
  detect: (rows) =>
    detectColumns(rows, alpaca.fields, (read) => isText(read('instruction')) && contentText(read('output')) !== undefined && read('output') !== undefined),
  toRecord(row, mapping) {
    const read = fieldsOf(row, mapping);
    const turns = exchange(question(read), read('output'));
    if (turns === undefined || read('output') === undefined) {
      const message = `expected texts in ${mapping.instruction ?? 'instruction'} and ${mapping.output ?? 'output'}, got ${describe(read('instruction'))} and ${describe(read('output'))}`;
      return { problems: [problemAt(row, { severity: 'error', code: 'MISSING_FIELD', message, fix: 'write both as texts, or name the columns with --map' })] };
    }
    return chatOutcome(row, read, { messages: withSystem([...history(read('history')), ...turns], read('system')), problems: [] });
  },
};

function question(read: FieldReader): string | undefined {
  const instruction = contentText(read('instruction'));
  const input = contentText(read('input'));
  return instruction === undefined || !input ? instruction : `${instruction}\n${input}`;
}

/** [[question, answer], …]; pairs of another shape are left out. */
function history(given: unknown): Message[] {
  if (!Array.isArray(given)) return [];
  return (given as unknown[]).flatMap((pair) => (Array.isArray(pair) && pair.length === 2 ? (exchange(pair[0], pair[1]) ?? []) : []));
}
