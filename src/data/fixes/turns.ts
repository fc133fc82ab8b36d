/** Fixes of the order of a chat's turns. */
import type { DataRecord, Message } from '../data.ts';
import { type ChatRecord, dropEmptySystem, dropTrailing, foldSystem, mergeNeighbours } from '../doctor/mendChat.ts';
import type { Fix } from './fix.ts';

/** A fix of the messages alone; records of another kind stay. */
export function ofMessages(change: (messages: readonly Message[]) => readonly Message[]): NonNullable<Fix['apply']> {
  return (record: DataRecord) => [record.kind === 'chat' ? withMessages(record, change(record.messages)) : record];
}

function withMessages(record: ChatRecord, messages: readonly Message[]): ChatRecord {
  return messages === record.messages ? record : { ...record, messages };
}

/** All system turns as one at the start. */
export function systemFirst(messages: readonly Message[]): readonly Message[] {
  if (messages.findLastIndex(({ role }) => role === 'system') <= 0) return messages;
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return [{ role: 'system', content: system.join('\n\n') }, ...messages.filter(({ role }) => role !== 'system')];
}

/** The system text before the first user turn, or nowhere where there is none. */
export function systemIntoUser(messages: readonly Message[]): readonly Message[] {
  return foldSystem(messages, []);
}

/** The chat begins with its first user turn (a system message before it stays). */
export function dropLeadingAnswer(messages: readonly Message[]): readonly Message[] {
  const first = messages.findIndex(({ role }) => role !== 'system');
  if (messages[first]?.role !== 'assistant') return messages;
  const user = messages.findIndex(({ role }) => role === 'user');
  return messages.filter(({ role }, index) => role === 'system' || (user >= 0 && index >= user));
}

export function mergeTurns(messages: readonly Message[]): readonly Message[] {
  return mergeNeighbours(dropEmptySystem(messages), []);
}

export function dropUnanswered(messages: readonly Message[]): readonly Message[] {
  return dropTrailing(messages, []);
}
