/** Lists of turns → chat records, for every format that holds chats. */
import type { Message, Problem, Row } from '../data.ts';
import { describe } from '../readers/parseRow.ts';
import { type FieldReader, problemAt, taskOf } from './columns.ts';
import { contentText, parseStringified } from './content.ts';
import type { RecordOutcome } from './format.ts';
import { isCall, knownRoles, normalRole } from './roles.ts';

/** Where a turn keeps its role and its words. */
export interface TurnShape {
  readonly role: string;
  readonly content: string;
}

/** Flags by which trainers say per message whether it is trained: axolotl, ms-swift, OpenAI. */
const trainFlags = ['trained', 'train', 'training', 'loss', 'weight'] as const;

/** Reads a column holding a list of turns. @param column its name, for messages. */
export function readTurns(row: Row, given: unknown, { column, shape }: { column: string; shape: TurnShape }): { messages?: Message[]; problems: Problem[] } {
  const { value, stringified, python } = parseStringified(given);
  const problems: Problem[] = [];
  if (stringified) {
    problems.push(
      problemAt(row, {
        severity: 'warning',
        code: 'STRINGIFIED_JSON',
        message: `${column} is a list written as text; it was parsed`,
        fix: 'write the list itself, not its text',
      }),
    );
  }
  if (!Array.isArray(value)) {
    const code = python ? 'PYTHON_LITERAL' : 'WRONG_TYPE';
    const message = python
      ? `${column} is Python's notation (single quotes), not JSON: ${describe(given)}`
      : `${column}: expected a list of turns, got ${describe(value)}`;
    return {
      problems: [
        ...problems,
        problemAt(row, { severity: 'error', code, message, fix: `write ${column} as a JSON list of {"${shape.role}": …, "${shape.content}": …}` }),
      ],
    };
  }
  const messages: Message[] = [];
  for (const [index, turn] of (value as unknown[]).entries()) {
    const read = readTurn(turn, `${column}[${index}]`, shape);
    if ('error' in read) return { problems: [...problems, problemAt(row, { severity: 'error', ...read.error })] };
    messages.push(read.message);
  }
  return { messages, problems };
}

type TurnOutcome = { readonly message: Message } | { readonly error: { code: string; message: string; fix: string } };

function readTurn(turn: unknown, path: string, shape: TurnShape): TurnOutcome {
  if (typeof turn !== 'object' || turn === null || Array.isArray(turn)) {
    const message = `${path}: expected a turn with ${shape.role} and ${shape.content}, got ${describe(turn)}`;
    return { error: { code: 'WRONG_TYPE', message, fix: `write {"${shape.role}": "user", "${shape.content}": "…"}` } };
  }
  const fields = turn as Readonly<Record<string, unknown>>;
  const role = normalRole(fields[shape.role]);
  if (role === undefined) {
    const message = `${path}.${shape.role}: expected a known role, got ${describe(fields[shape.role])}`;
    return { error: { code: 'UNKNOWN_ROLE', message, fix: `use one of ${knownRoles.join(', ')}` } };
  }
  const content = contentText(fields[shape.content]);
  if (content === undefined) {
    const message = `${path}.${shape.content}: expected text, got ${describe(fields[shape.content])}`;
    return { error: { code: 'WRONG_TYPE', message, fix: 'write the turn as one text; pictures and sound cannot be trained on' } };
  }
  const calls = isCall(fields[shape.role]) ? callFromText(content) : callsOf(fields.tool_calls);
  return {
    message: {
      role,
      content: isCall(fields[shape.role]) && calls ? '' : content,
      ...(calls ? { tool_calls: calls } : {}),
      ...(typeof fields.name === 'string' ? { name: fields.name } : {}),
      ...(typeof fields.tool_call_id === 'string' ? { tool_call_id: fields.tool_call_id } : {}),
      ...trainedFlag(fields),
    },
  };
}

function trainedFlag(fields: Readonly<Record<string, unknown>>): { trained?: boolean } {
  for (const flag of trainFlags) {
    const value = fields[flag];
    if (typeof value === 'boolean') return { trained: value };
    if (value === 0 || value === 1) return { trained: value === 1 };
  }
  return {};
}

/** Templates print arguments with tojson, so arguments written as JSON text become the object they mean. */
function callsOf(calls: unknown): unknown[] | undefined {
  const list = parseStringified(calls).value;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return (list as unknown[]).map((call) => {
    if (typeof call !== 'object' || call === null) return call;
    const { function: inner, arguments: outer } = call as { function?: unknown; arguments?: unknown };
    if (typeof inner === 'object' && inner !== null && 'arguments' in inner) {
      return { ...call, function: { ...inner, arguments: parseStringified(inner.arguments).value } };
    }
    return outer === undefined ? call : { ...call, arguments: parseStringified(outer).value };
  });
}

/** ShareGPT writes a call as a turn whose text is {"name": …, "arguments": …}. */
function callFromText(content: string): unknown[] | undefined {
  const { value, stringified } = parseStringified(content);
  if (!stringified) return undefined;
  return callsOf((Array.isArray(value) ? value : [value]).map((call) => ({ type: 'function', function: call })));
}

/** A chat record with the row's tools and task. */
export function chatOutcome(row: Row, read: FieldReader, parts: { messages: readonly Message[]; problems: readonly Problem[] }): RecordOutcome {
  const tools = parseStringified(read('tools')).value;
  return {
    record: {
      kind: 'chat',
      messages: parts.messages,
      ...(Array.isArray(tools) && tools.length > 0 ? { tools } : {}),
      ...taskOf(read),
      file: row.file,
      line: row.line,
    },
    problems: parts.problems,
  };
}

/** A system text beside the turns becomes their first message, unless they have one. */
export function withSystem(messages: readonly Message[], system: unknown): readonly Message[] {
  if (typeof system !== 'string' || system.trim() === '' || messages[0]?.role === 'system') return messages;
  return [{ role: 'system', content: system }, ...messages];
}

/** A question and its answer as a chat, for formats that keep them in columns. */
export function exchange(question: unknown, answer: unknown): Message[] | undefined {
  const user = contentText(question);
  const assistant = contentText(answer);
  if (user === undefined || assistant === undefined) return undefined;
  return [
    { role: 'user', content: user },
    { role: 'assistant', content: assistant },
  ];
}
