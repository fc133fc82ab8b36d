/** Dataset formats: detected by their columns whatever their names' case, converted to records, and overridable. */
import { describe, expect, it } from 'vitest';
import type { DataRecord, Row } from '../../../src/data/data.ts';
import { detectFormat } from '../../../src/data/detect.ts';
import { datasetFormats } from '../../../src/data/formats/index.ts';
import { anything } from '../support.ts';

type Value = Record<string, unknown>;

function rowsOf(...values: readonly Value[]): Row[] {
  return values.map((value, i) => ({ file: 'f', line: i + 1, value }));
}

/** What the first row becomes under the detected format: roles and contents, or texts. */
function understand(value: Value, wanted = anything): { format: string; told: unknown; codes: string[] } {
  const rows = rowsOf(value);
  const { format, mapping } = detectFormat(rows, wanted, 'f');
  const { record, problems } = format.refusal ? { record: undefined, problems: [] } : format.toRecord(rows[0] as Row, mapping);
  return { format: format.id, told: record && tell(record), codes: problems.map(({ code }) => code) };
}

function tell(record: DataRecord): unknown {
  if (record.kind === 'chat') return record.messages.map(({ role, content }) => `${role}: ${content}`);
  return record.kind === 'text' ? record.text : [record.prompt, record.completion];
}

const qa = ['user: Q', 'assistant: A'];

describe('shapes are told by their columns', () => {
  it.each<readonly [string, string, Value, unknown]>([
    [
      'OpenAI messages',
      'messages',
      {
        messages: [
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: 'A' },
        ],
      },
      qa,
    ],
    [
      'messages under another name, in parts',
      'messages',
      {
        Conversations: [
          { role: 'user', content: [{ type: 'text', text: 'Q' }] },
          { role: 'assistant', content: 'A' },
        ],
      },
      qa,
    ],
    ['messages as text in a cell', 'messages', { messages: '[{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]' }, qa],
    [
      'ShareGPT',
      'sharegpt',
      {
        conversations: [
          { from: 'human', value: 'Q' },
          { from: 'gpt', value: 'A' },
        ],
        system: 'S',
      },
      ['system: S', ...qa],
    ],
    ['pairs of human and assistant', 'sharegpt', { conversation: [{ human: 'Q', assistant: 'A' }] }, qa],
    ['Alpaca', 'alpaca', { instruction: 'Q', input: 'I', output: 'A', history: [['q', 'a']] }, ['user: q', 'assistant: a', 'user: Q\nI', 'assistant: A']],
    ['Alpaca without input', 'alpaca', { instruction: 'Q', input: '', output: 'A' }, qa],
    ['prompt and completion', 'prompt-completion', { prompt: 'Q', completion: ' A' }, ['Q', ' A']],
    [
      'prompt and completion as chats',
      'prompt-completion',
      { prompt: [{ role: 'user', content: 'Q' }], completion: [{ role: 'assistant', content: 'A' }] },
      qa,
    ],
    ['question and answer', 'question-answer', { Question: 'Q', Answer: 'A' }, qa],
    ['query and response', 'question-answer', { query: 'Q', response: 'A', id: 7 }, qa],
    ['input and output', 'question-answer', { input: 'Q', output: 'A' }, qa],
    ['plain text', 'text', { text: 'T', source: 's' }, 'T'],
    ['documents', 'text', { document: 'T' }, 'T'],
  ])('%s', (_, format, value, told) => {
    expect(understand(value)).toMatchObject({ format, told });
  });

  it.each<readonly [string, string, Value]>([
    ['token ids', 'pre-tokenised', { input_ids: [1, 2, 3], labels: [1, 2, 3] }],
    ['chosen and rejected', 'preference', { prompt: 'Q', chosen: 'A', rejected: 'B' }],
    [
      'messages with a rejected response',
      'preference',
      {
        messages: [
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: 'A' },
        ],
        rejected_response: 'B',
      },
    ],
    ['answers with a label', 'preference', { prompt: 'Q', completion: 'A', label: true }],
  ])('%s cannot be trained on, and says why', (_, id, value) => {
    const { format } = detectFormat(rowsOf(value), anything, 'f');
    expect(format.id).toBe(id);
    expect(format.refusal?.fix).toBeTruthy();
  });
});

describe('chosen answers alone', () => {
  const wanted = { ...anything, format: 'preference-chosen' };
  it.each<readonly [string, Value]>([
    ['texts', { prompt: 'Q', chosen: 'A', rejected: 'B' }],
    [
      'whole chats',
      {
        prompt: 'Q',
        chosen: [
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: 'A' },
        ],
        rejected: [
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: 'B' },
        ],
      },
    ],
    ['one message', { prompt: [{ role: 'user', content: 'Q' }], chosen: { role: 'assistant', content: 'A' }, rejected: { role: 'assistant', content: 'B' } }],
    [
      'messages with a rejected response',
      {
        messages: [
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: 'A' },
        ],
        rejected_response: 'B',
      },
    ],
    ['labelled answers', { prompt: 'Q', completion: 'A', label: true }],
  ])('of %s', (_, value) => {
    expect(understand(value, wanted)).toMatchObject({ told: qa, codes: [] });
  });

  it('leave out answers labelled bad', () => {
    expect(understand({ prompt: 'Q', completion: 'A', label: false }, wanted)).toMatchObject({ told: undefined, codes: ['NOT_CHOSEN'] });
  });
});

describe('details of chats', () => {
  it('keep tools, turn call arguments into objects, and read training flags', () => {
    const value = {
      tools: [{ type: 'function', function: { name: 'f' } }],
      messages: [
        { role: 'human', content: 'Q' },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{"x": 1}' } }] },
        { role: 'tool', content: '2', tool_call_id: 'c', name: 'f' },
        { role: 'assistant', content: 'A', weight: 0 },
      ],
      kind: 'sums',
    };
    const [row] = rowsOf(value);
    const { format, mapping } = detectFormat([row as Row], { ...anything, taskField: 'kind' }, 'f');
    const { record } = format.toRecord(row as Row, mapping);
    expect(record).toMatchObject({
      tools: value.tools,
      task: 'sums',
      messages: [
        { role: 'user' },
        { role: 'assistant', content: '', tool_calls: [{ function: { arguments: { x: 1 } } }] },
        { role: 'tool', tool_call_id: 'c', name: 'f' },
        { trained: false },
      ],
    });
  });

  it('read ShareGPT function calls as tool calls', () => {
    const rows = rowsOf({
      conversations: [
        { from: 'human', value: 'Q' },
        { from: 'function_call', value: '{"name": "f", "arguments": {"x": 1}}' },
        { from: 'observation', value: '2' },
        { from: 'gpt', value: 'A' },
      ],
    });
    const { format, mapping } = detectFormat(rows, anything, 'f');
    expect(format.toRecord(rows[0] as Row, mapping).record).toMatchObject({
      messages: [{}, { role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: { x: 1 } } }] }, { role: 'tool' }, {}],
    });
  });

  it.each<readonly [string, Value, string, RegExp]>([
    ['an unknown role', { messages: [{ role: 'narrator', content: 'x' }] }, 'UNKNOWN_ROLE', /messages\[0\]\.role.*narrator/],
    ['an image', { messages: [{ role: 'user', content: [{ type: 'image', url: 'u' }] }] }, 'WRONG_TYPE', /messages\[0\]\.content/],
    ['a turn that is none', { messages: [{ role: 'user', content: 'x' }, 'y'] }, 'WRONG_TYPE', /messages\[1\]/],
    ['a missing list', { other: 1 }, 'WRONG_TYPE', /messages: expected a list of turns, got nothing/],
    ['Python notation', { messages: "[{'role': 'user', 'content': 'x'}]" }, 'PYTHON_LITERAL', /single quotes/],
  ])('name the place of %s', (_, value, code, message) => {
    const sound = {
      messages: [
        { role: 'user', content: 'Q' },
        { role: 'assistant', content: 'A' },
      ],
    };
    const rows = rowsOf(...new Array<Value>(30).fill(sound), value);
    const { format, mapping } = detectFormat(rows, anything, 'f');
    expect(format.toRecord(rows[30] as Row, mapping).problems).toMatchObject([
      { line: 31, severity: 'error', code, message: expect.stringMatching(message), fix: expect.any(String) },
    ]);
  });
});

describe('the guess', () => {
  it('needs no more than most rows, and gives its confidence', () => {
    const rows = rowsOf({ text: 'a' }, { text: 'b' }, { text: 3 }, { other: 1 });
    expect(detectFormat(rows, anything, 'f')).toMatchObject({ format: { id: 'text' }, confidence: 0.5, mapping: { text: 'text' } });
  });

  it("yields to the user's format and columns", () => {
    const value = { frage: 'Q', antwort: 'A', text: 'T' };
    expect(understand(value, { ...anything, map: { question: 'frage', answer: 'antwort' } })).toMatchObject({ format: 'question-answer', told: qa });
    expect(understand({ prompt: 'Q', completion: 'A' }, { ...anything, format: 'question-answer' })).toMatchObject({ told: qa });
  });

  it.each([
    ['no known shape', { a: 1 }, anything, /columns a/],
    ['an unknown format', { text: 'a' }, { ...anything, format: 'alpacca' }, /alpacca/],
    ['an unknown column', { text: 'a' }, { ...anything, map: { text: 'txt' } }, /column "txt"/],
    ['an unknown field', { text: 'a' }, { ...anything, map: { words: 'text' } }, /no field "words"/],
    ['an unknown task column', { text: 'a' }, { ...anything, taskField: 'kind' }, /column "kind"/],
  ])('refuses %s', (_, value, wanted, message) => {
    expect(() => detectFormat(rowsOf(value), wanted, 'f')).toThrowError(
      expect.objectContaining({ code: 'BAD_DATASET', message: expect.stringMatching(message) }),
    );
  });

  it('knows every format by one id', () => {
    expect(new Set(datasetFormats.map(({ id }) => id)).size).toBe(datasetFormats.length);
  });
});
