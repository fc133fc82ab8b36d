/** OpenAI chats: messages = [{role, content}], with tools, tool calls and per-message training flags. */
import { chatOutcome, readTurns, withSystem } from './chat.ts';
import { detectColumns, fieldsOf } from './columns.ts';
import { parseStringified } from './content.ts';
import type { DatasetFormat } from './format.ts';

const shape = { role: 'role', content: 'content' };

export const messages: DatasetFormat = {
  id: 'messages',
  name: 'Chat messages (OpenAI)',
  fields: {
    messages: ['messages', 'conversations', 'conversation', 'chat', 'dialogue'],
    tools: ['tools', 'functions'],
    system: ['system', 'system_prompt'],
  },
  detect: (rows) =>
    detectColumns(rows, messages.fields, (read) => {
      const turns = parseStringified(read('messages')).value;
      return Array.isArray(turns) && turns.length > 0 && turns.every((turn) => typeof turn === 'object' && turn !== null && 'role' in turn);
    }),
  toRecord(row, mapping) {
    const read = fieldsOf(row, mapping);
    const { messages: turns, problems } = readTurns(row, read('messages'), { column: mapping.messages ?? 'messages', shape });
    return turns ? chatOutcome(row, read, { messages: withSystem(turns, read('system')), problems }) : { problems };
  },
};
