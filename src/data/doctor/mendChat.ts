/** Defects in the order and content of a chat's turns: mended where the intent is plain, refused where it is not. */
import type { DataRecord, Message, Problem } from '../data.ts';
import { type Finding, problemAt } from '../formats/columns.ts';
import { isTrained } from '../template/trainedSpans.ts';

export type ChatRecord = Extract<DataRecord, { kind: 'chat' }>;

export interface MendedChat {
  /** Absent where the row is rejected. */
  readonly record?: ChatRecord;
  readonly problems: readonly Problem[];
}

/** @param supportsSystem whether the chat template shows system messages. */
export function mendChat(record: ChatRecord, supportsSystem: boolean): MendedChat {
  const findings: Finding[] = [];
  const fatal = emptyAnswer(record.messages);
  if (fatal) return { problems: [problemAt(record, fatal)] };
  let messages = dropEmptySystem(record.messages);
  messages = mergeNeighbours(messages, findings);
  messages = dropTrailing(messages, findings);
  if (!messages.some(isTrained)) {
    return { problems: [...findings, noAnswer].map((finding) => problemAt(record, finding)) };
  }
  noteOrder(messages, findings);
  if (!supportsSystem) messages = foldSystem(messages, findings);
  return { record: { ...record, messages }, problems: findings.map((finding) => problemAt(record, finding)) };
}

const noAnswer: Finding = {
  severity: 'error',
  code: 'NO_ANSWER',
  message: 'expected an assistant turn to train on, there is none',
  fix: 'add the answer, or use the text format to train on every token',
};

function isEmpty(message: Message): boolean {
  return message.content.trim() === '' && message.tool_calls === undefined;
}

function emptyAnswer(messages: readonly Message[]): Finding | undefined {
  const index = messages.findIndex((message) => message.role === 'assistant' && isTrained(message) && isEmpty(message));
  if (index < 0) return undefined;
  const message = `messages[${index}].content: expected an answer, it is empty`;
  return { severity: 'error', code: 'EMPTY_ANSWER', message, fix: 'fill in the answer or delete the row' };
}

export function dropEmptySystem(messages: readonly Message[]): readonly Message[] {
  return messages.filter((message) => message.role !== 'system' || !isEmpty(message));
}

/** Results of several tools called at once are neighbours by right; calls are never glued together. */
export function mergeNeighbours(messages: readonly Message[], findings: Finding[]): readonly Message[] {
  const merged: Message[] = [];
  for (const [index, message] of messages.entries()) {
    const before = merged.at(-1);
    const mergeable = before?.role === message.role && message.role !== 'tool' && !before.tool_calls && !message.tool_calls;
    if (!before || !mergeable) {
      merged.push(message);
      continue;
    }
    merged[merged.length - 1] = {
      ...before,
      content: `${before.content}\n\n${message.content}`,
      ...(isTrained(before) === isTrained(message) ? {} : { trained: true }),
    };
    findings.push({
      severity: 'warning',
      code: 'SAME_ROLE_NEIGHBOURS',
      message: `messages[${index}]: a second ${message.role} turn in a row; the two were joined with an empty line`,
      fix: 'let user and assistant take turns',
    });
  }
  return merged;
}

export function dropTrailing(messages: readonly Message[], findings: Finding[]): readonly Message[] {
  const last = messages.findLastIndex((message) => message.role === 'assistant' || isTrained(message));
  if (last < 0 || last === messages.length - 1) return messages;
  const role = messages[last + 1]?.role ?? '';
  findings.push({
    severity: 'warning',
    code: 'TRAILING_TURN',
    message: `messages[${last + 1}]: the chat ends with a ${role} turn that nobody answers; what follows the last answer was dropped`,
    fix: 'add the answer, or end the chat at the last one',
  });
  return messages.slice(0, last + 1);
}

function noteOrder(messages: readonly Message[], findings: Finding[]): void {
  const system = messages.findLastIndex((message) => message.role === 'system');
  if (system > 0) {
    const message = `messages[${system}]: a system turn in the middle of the chat; kept where it is`;
    findings.push({ severity: 'warning', code: 'SYSTEM_NOT_FIRST', message, fix: 'most models expect the system message first' });
  }
  const first = messages.find((message) => message.role !== 'system');
  if (first?.role === 'assistant') {
    const message = 'the chat starts with the assistant; kept, since its answer may be a greeting';
    findings.push({ severity: 'warning', code: 'STARTS_WITH_ASSISTANT', message, fix: 'start with a user turn: some templates refuse anything else' });
  }
}

export function foldSystem(messages: readonly Message[], findings: Finding[]): readonly Message[] {
  const system = messages.filter((message) => message.role === 'system');
  if (system.length === 0) return messages;
  const rest = messages.filter((message) => message.role !== 'system');
  const user = rest.findIndex((message) => message.role === 'user');
  findings.push({
    severity: 'warning',
    code: 'SYSTEM_UNSUPPORTED',
    message: `this model's chat template has no system messages; the system text was ${user < 0 ? 'dropped' : 'put before the first user turn'}`,
    fix: 'choose another template with dataset.template if the model knows system messages after all',
  });
  const text = system.map(({ content }) => content).join('\n\n');
  return rest.map((message, index) => (index === user ? { ...message, content: `${text}\n\n${message.content}` } : message));
}
