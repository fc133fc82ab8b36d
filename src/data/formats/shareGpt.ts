/** ShareGPT chats: conversations = [{from, value}], or the [{human, assistant}] pairs of ms-swift; system and tools beside them. */
import { chatOutcome, readTurns, withSystem } from './chat.ts';
import { detectColumns, fieldsOf } from './columns.ts';
import { parseStringified } from './content.ts';
import type { DatasetFormat } from './format.ts';

const shape = { role: 'from', content: 'value' };

export const shareGpt: DatasetFormat = {
  id: 'sharegpt',
  name: 'ShareGPT',
  fields: {
    conversations: ['conversations', 'conversation', 'messages', 'chat', 'dialogue'],
    system: ['system', 'system_prompt'],
    tools: ['tools', 'functions'],
  },
  detect: (rows) =>
    detectColumns(rows, shareGpt.fields, (read) => {
      const turns = parseStringified(read('conversations')).value;
      if (!Array.isArray(turns) || turns.length === 0) return false;
      return turns.every((turn) => typeof turn === 'object' && turn !== null && ('from' in turn || ('human' in turn && 'assistant' in turn)));
    }),
  toRecord(row, mapping) {
    const read = fieldsOf(row, mapping);
    const given = read('conversations');
    const { messages: turns, problems } = readTurns(row, pairsAsTurns(given) ?? given, { column: mapping.conversations ?? 'conversations', shape });
    return turns ? chatOutcome(row, read, { messages: withSystem(turns, read('system')), problems }) : { problems };
  },
};

function pairsAsTurns(given: unknown): readonly unknown[] | undefined {
  const turns = parseStringified(given).value;
  if (!Array.isArray(turns) || !turns.every((turn) => typeof turn === 'object' && turn !== null && 'human' in turn)) return undefined;
  return (turns as Readonly<Record<string, unknown>>[]).flatMap((pair) => [
    { from: 'human', value: pair.human },
    { from: 'gpt', value: pair.assistant },
  ]);
}
