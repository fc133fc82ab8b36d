/** One messy file for every defect that users really have (FORMATS §6.3): each is found, with its line, what was done and what to do. */
import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../src/data/check.ts';
import type { DatasetReport, Problem } from '../../../src/data/data.ts';
import { refusalOf } from '../../../src/data/survey.ts';
import { anything, fixtureTokenizer, jsonl, memoryFile, testControl } from '../support.ts';

const chat = (...turns: readonly string[]): { messages: { role: string; content: string }[] } => ({
  messages: turns.map((turn) => {
    const [role = '', ...words] = turn.split(': ');
    return { role, content: words.join(': ') };
  }),
});
/** Rows without a defect, all different. */
const sound = Array.from({ length: 12 }, (_, i) => chat(`user: question ${i}`, `assistant: answer ${i}`));
const noSystem =
  "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const alternating =
  "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate user/assistant') }}{% endif %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

interface Options {
  readonly model?: boolean;
  readonly template?: string | null;
  readonly sequenceLength?: number | null;
}

async function check(rows: readonly unknown[], { model = true, template = null, sequenceLength = null }: Options = {}): Promise<DatasetReport> {
  const { report } = await checkDataset({
    sources: [memoryFile('chats.jsonl', jsonl(...rows))],
    wanted: anything,
    tokenizer: model ? fixtureTokenizer('llama3Like') : null,
    template,
    sequenceLength,
    control: testControl(),
  });
  return report;
}

function at(report: DatasetReport, line: number): readonly Problem[] {
  return report.problems.filter((problem) => problem.line === line);
}

/** [what, row, code, severity, part of the message] with the row on line 13, behind the sound ones. */
type Defect = readonly [what: string, row: unknown, code: string, severity: 'error' | 'warning', message: RegExp, options?: Options];

const defects: readonly Defect[] = [
  ['bad JSON', '{"messages": [}', 'BAD_JSON', 'error', /column 15/],
  ['Python notation', "{'messages': []}", 'PYTHON_LITERAL', 'error', /Python/],
  ['NaN', `{"score": NaN, "messages": ${JSON.stringify(chat('user: a', 'assistant: b').messages)}}`, 'NAN_LITERAL', 'warning', /null/],
  ['no object', '[1]', 'NOT_AN_OBJECT', 'error', /list of 1/],
  ['another column type', { messages: 'not a list' }, 'WRONG_TYPE', 'error', /expected a list of turns, got a string/],
  ['a stringified list', { messages: JSON.stringify(chat('user: a', 'assistant: b').messages) }, 'STRINGIFIED_JSON', 'warning', /parsed/],
  ['an unknown role', chat('narrator: a'), 'UNKNOWN_ROLE', 'error', /narrator/],
  ['an empty answer', chat('user: a', 'assistant:  '), 'EMPTY_ANSWER', 'error', /messages\[1\]\.content/],
  [
    'a null answer',
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: null },
      ],
    },
    'EMPTY_ANSWER',
    'error',
    /empty/,
  ],
  ['no answer at all', chat('system: s', 'user: a'), 'NO_ANSWER', 'error', /assistant turn/],
  ['two user turns in a row', chat('user: a', 'user: b', 'assistant: c'), 'SAME_ROLE_NEIGHBOURS', 'warning', /messages\[1\].*joined/],
  ['two answers in a row', chat('user: a', 'assistant: b', 'assistant: c'), 'SAME_ROLE_NEIGHBOURS', 'warning', /messages\[2\]/],
  ['a trailing user turn', chat('user: a', 'assistant: b', 'user: c'), 'TRAILING_TURN', 'warning', /messages\[2\].*dropped/],
  ['an assistant start', chat('assistant: a', 'user: b', 'assistant: c'), 'STARTS_WITH_ASSISTANT', 'warning', /starts with/],
  ['a system turn in the middle', chat('user: a', 'assistant: b', 'system: s', 'user: c', 'assistant: d'), 'SYSTEM_NOT_FIRST', 'warning', /messages\[2\]/],
  [
    'a system turn the template refuses',
    chat('system: s', 'user: a', 'assistant: b'),
    'SYSTEM_UNSUPPORTED',
    'warning',
    /before the first user turn/,
    { template: noSystem },
  ],
  [
    'an order the template refuses',
    chat('assistant: a', 'user: b', 'assistant: c'),
    'TEMPLATE_ERROR',
    'error',
    /Roles must alternate/,
    { template: alternating },
  ],
  [
    'a lone surrogate',
    '{"messages": [{"role": "user", "content": "a \\ud83d"}, {"role": "assistant", "content": "b"}]}',
    'LONE_SURROGATE',
    'warning',
    /messages\[0\].*U\+FFFD/,
  ],
  ['a control character', chat('user: a\u0007', 'assistant: b'), 'CONTROL_CHARACTERS', 'warning', /U\+0007 at character 2/],
  ['text damaged before', chat('user: a\ufffd', 'assistant: b'), 'REPLACEMENT_CHARACTER', 'warning', /wrong encoding/],
  ['chat markup', chat('user: a <|im_end|> b', 'assistant: c'), 'CHAT_MARKUP', 'warning', /<\|im_end\|>.*plain text/],
  ['a copy of another row', chat('user:  question  3 ', 'assistant: answer\n3'), 'DUPLICATE', 'warning', /line 4/],
  [
    'answers that are not to be trained',
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b', trained: false },
      ],
    },
    'NO_ANSWER',
    'error',
    /to train on/,
  ],
  ['one exchange too long', chat('user: a', `assistant: ${'word '.repeat(100)}`), 'OVER_LONG', 'error', /first exchange.*64/, { sequenceLength: 64 }],
  [
    'later exchanges too long',
    chat('user: a', 'assistant: b', 'user: c', `assistant: ${'word '.repeat(100)}`),
    'OVER_LONG',
    'warning',
    /last turns were dropped/,
    { sequenceLength: 64 },
  ],
];

describe('every defect is found where it is', () => {
  it.each(defects.map((defect) => [defect[0], defect] as const))('%s', async (_, [, row, code, severity, message, options]) => {
    const report = await check([...sound, row], options);
    const found = at(report, 13).filter((problem) => problem.code === code);
    expect(found).toMatchObject([{ file: 'chats.jsonl', severity, message: expect.stringMatching(message), fix: expect.any(String) }]);
    expect(report).toMatchObject({ format: 'messages', rows: 13, accepted: severity === 'error' ? 12 : 13, rejected: severity === 'error' ? 1 : 0 });
    expect(report.problems.filter(({ line }) => line > 0 && line < 13 && line !== 4)).toEqual([]);
  });

  it('without a model as far as that can be seen', async () => {
    for (const [what, row, code, severity, , options] of defects) {
      if (options) continue;
      const report = await check([...sound, row], { model: false });
      expect(
        at(report, 13).map((problem) => [problem.code, problem.severity]),
        what,
      ).toContainEqual([code, severity]);
    }
  });

  it('and a sound file has none', async () => {
    const report = await check(sound, { template: 'chatml' });
    expect(report.problems).toEqual([]);
    expect(report.tokens).toMatchObject({ samples: 12, max: expect.any(Number) });
    expect(report.tokens?.trained).toBeGreaterThan(0);
    expect(report.tokens?.histogram.reduce((sum, bin) => sum + bin.samples, 0)).toBe(12);
  });
});

describe('what is mended is trained on', () => {
  it('tool calls without words are no empty answers', async () => {
    const row = {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{"x": 1}' } }] },
        { role: 'tool', content: '2' },
        { role: 'tool', content: '3' },
        { role: 'assistant', content: 'b' },
      ],
    };
    const report = await check([...sound, row], { template: 'chatml' });
    expect(report).toMatchObject({ accepted: 13, problems: [] });
  });
});

describe('defects of the dataset as a whole', () => {
  it('mixed column types, with the lines of the rarer one', async () => {
    const rows = sound.map((row, i) => ({ ...row, score: i === 5 || i === 7 ? 'high' : i }));
    expect((await check(rows)).problems).toContainEqual(
      expect.objectContaining({ line: 6, severity: 'warning', code: 'MIXED_TYPES', message: expect.stringMatching(/score.*2 rows \(lines 6, 8\)/) }),
    );
  });

  it('few rows, no template, mostly rejected rows', async () => {
    const report = await check([chat('user: a', 'assistant: b'), {}, {}, chat('user: c', 'assistant: d'), {}]);
    expect(report.problems.filter(({ line }) => line === 0).map(({ code }) => code)).toEqual([
      'FORMAT_UNSURE',
      'NO_CHAT_TEMPLATE',
      'FEW_ROWS',
      'MOST_ROWS_REJECTED',
    ]);
  });

  it('a sequence length that cuts most rows', async () => {
    const rows = sound.map((row, i) => chat('user: a', 'assistant: b', 'user: c', `assistant: ${i} ${row.messages[1]?.content.repeat(20)}`));
    expect((await check(rows, { sequenceLength: 48 })).problems).toContainEqual(expect.objectContaining({ line: 0, code: 'MOST_ROWS_CUT' }));
  });

  it('columns that are null for long before they hold something', async () => {
    const rows = [...new Array<unknown>(300).fill({ text: null }), ...Array.from({ length: 50 }, (_, i) => ({ text: `document ${i}` }))];
    expect(await check(rows)).toMatchObject({ format: 'text', rows: 350, accepted: 50 });
  });

  it('more bad rows than anybody reads', async () => {
    const report = await check([...sound, ...new Array<string>(1500).fill('{bad}')], { model: false });
    const bad = report.problems.filter(({ code }) => code === 'BAD_JSON');
    expect(bad).toHaveLength(1001);
    expect(bad.at(-1)?.message).toMatch(/^500 more rows/);
    expect(report.rejected).toBe(1500);
  });
});

describe('nothing to train on', () => {
  it('is refused with the first reason', async () => {
    const report = await check([chat('user: a'), 'junk {', '{"messages": 7}']);
    expect(report.accepted).toBe(0);
    expect(refusalOf(report)).toMatchObject({
      code: 'NOTHING_TRAINABLE',
      message: expect.stringMatching(/all 3 are rejected/),
      details: { line: 1, hint: expect.any(String) },
    });
    expect(refusalOf(await check(['{bad', '{worse']))).toMatchObject({ code: 'NOTHING_TRAINABLE' });
    expect(refusalOf(await check(sound))).toBeUndefined();
  });

  it('for preference data offers the chosen answers', async () => {
    const report = await check(sound.map((_, i) => ({ prompt: `q${i}`, chosen: 'a', rejected: 'b' })));
    expect(report).toMatchObject({
      format: 'preference',
      rows: 12,
      accepted: 0,
      rejected: 12,
      problems: [{ code: 'PREFERENCE_NOT_TRAINABLE', severity: 'error', fix: expect.stringMatching(/preference-chosen/) }],
    });
    expect(refusalOf(report)).toMatchObject({ code: 'PREFERENCE_NOT_TRAINABLE', details: { hint: expect.stringMatching(/preference-chosen/) } });
  });

  it('for token ids says that they are not available', async () => {
    expect(refusalOf(await check([{ input_ids: [1, 2] }]))).toMatchObject({ code: 'NOT_AVAILABLE' });
  });
});
