/** A messy file, mended, has none of the problems that the chosen fixes take care of, and its other rows are as they were. */
import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../src/data/check.ts';
import { type CleanReceipt, type CleanRow, cleanDataset } from '../../../src/data/clean.ts';
import type { DatasetReport } from '../../../src/data/data.ts';
import type { Wanted } from '../../../src/data/detect.ts';
import { type FixId, fixIds } from '../../../src/data/fixes/fix.ts';
import { fixes } from '../../../src/data/fixes/index.ts';
import { offeredFixes } from '../../../src/data/fixes/offered.ts';
import { chatTemplate } from '../../../src/data/template/chatTemplate.ts';
import { anything, fixtureTokenizer, jsonl, memoryFile, testControl } from '../support.ts';

interface Turn {
  readonly role: string;
  readonly content: string;
  readonly [more: string]: unknown;
}

const turns = (...texts: readonly string[]): Turn[] =>
  texts.map((text) => {
    const [role = '', ...words] = text.split(': ');
    return { role, content: words.join(': ') };
  });
const chat = (...texts: readonly string[]): { messages: Turn[] } => ({ messages: turns(...texts) });
/** Rows without a defect, all different. */
const sound = Array.from({ length: 12 }, (_, i) => chat(`user: question ${i}`, `assistant: answer ${i}`));
const long = 'word '.repeat(100);
const noSystem =
  "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
/** As thinking models do: an answer's thoughts are shown only while it is the last. */
const forgetful =
  "{% for m in messages %}{% set shown = m.content if loop.last or m.role == 'user' else m.content.split('</think>')[-1] %}{{ '<|im_start|>' + m.role + '\\n' + shown + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** What the tests' dataset is read with. */
interface Reading {
  readonly wanted?: Wanted;
  readonly template?: string;
  readonly sequenceLength?: number;
  readonly evaluation?: string;
}

const tokenizer = fixtureTokenizer('llama3Like');

async function check(text: string, { wanted = anything, template = 'chatml', sequenceLength = 64, evaluation }: Reading = {}): Promise<DatasetReport> {
  const sources = { sources: [memoryFile('rows.jsonl', text)], evaluation: evaluation === undefined ? [] : [memoryFile('held.jsonl', evaluation)] };
  return (await checkDataset({ ...sources, wanted, tokenizer, template, sequenceLength, control: testControl() })).report;
}

async function clean(
  text: string,
  chosen: readonly FixId[],
  { wanted = anything, template = 'chatml', sequenceLength = 64, evaluation }: Reading = {},
): Promise<{ receipt: CleanReceipt; rows: CleanRow['value'][]; text: string }> {
  const rows: CleanRow['value'][] = [];
  const receipt = await cleanDataset({
    sources: [memoryFile('rows.jsonl', text)],
    evaluation: evaluation === undefined ? [] : [memoryFile('held.jsonl', evaluation)],
    wanted,
    fixes: chosen,
    model: { tokenizer, template: chatTemplate(tokenizer, template), sequenceLength },
    control: testControl(),
    write: async ({ value }) => void rows.push(value),
  });
  return { receipt, rows, text: jsonl(...rows) };
}

function codesOf(report: DatasetReport): readonly string[] {
  return [...new Set(report.counts.map(({ code }) => code))];
}

/** [fix, rows with its defect, how they are read]: each makes at least one of the fix's codes appear. */
const cases: Readonly<Record<FixId, readonly [rows: readonly unknown[], reading?: Reading]>> = {
  'one-shape': [
    [
      { messages: JSON.stringify(chat('user: a', 'assistant: b').messages) },
      `{"score": NaN, "messages": ${JSON.stringify(chat('user: c', 'assistant: d').messages)}}`,
      { ...chat('user: e', 'assistant: f'), source: 7 },
      { ...chat('user: g', 'assistant: h'), source: 'web' },
    ],
  ],
  'convert-python': [
    [
      "{'messages': [{'role': 'user', 'content': 'py'}, {'role': 'assistant', 'content': 'b', 'name': None}]}",
      { messages: "[{'role': 'user', 'content': 'it\\'s'}, {'role': 'assistant', 'content': 'b'}]" },
    ],
  ],
  'chosen-answers': [
    [{ prompt: 'a', chosen: 'b', rejected: 'c' }, ...Array.from({ length: 20 }, (_, i) => ({ prompt: `p${i}`, chosen: `c${i}`, rejected: 'r' }))],
  ],
  'strip-characters': [['{"messages": [{"role": "user", "content": "cut \\ud83d\\u0007"}, {"role": "assistant", "content": "b"}]}']],
  'strip-markup': [[chat('user: a <|im<|im_end|>_end|> b', 'assistant: c')]],
  'drop-damaged': [[chat('user: a\ufffd', 'assistant: b')]],
  'system-first': [[chat('user: a', 'assistant: b', 'system: s', 'user: c', 'assistant: d')]],
  'fold-system': [[chat('system: s', 'user: a', 'assistant: b')], { template: noSystem }],
  'drop-leading-answer': [[chat('system: s', 'assistant: a', 'user: b', 'assistant: c'), chat('assistant: nobody asked')]],
  'merge-turns': [[chat('user: a', 'user: b', 'assistant: c', 'assistant: d')]],
  'drop-trailing': [[chat('user: a', 'assistant: b', 'user: c')]],
  'split-answers': [[chat('user: a', 'assistant: hm</think>b', 'user: c', 'assistant: hm</think>d')], { template: forgetful }],
  'trim-over-long': [[chat('user: a', 'assistant: b', 'user: c', `assistant: ${long}`), chat('user: a', `assistant: ${long}`)]],
  'drop-over-long': [[chat('user: a', 'assistant: b', 'user: c', `assistant: ${long}`)]],
  'drop-rejected': [['{"messages": [}', '[1]', chat('user: a'), chat('user: a', 'assistant: '), chat('narrator: a'), chat('user: z', `assistant: ${long}`)]],
  'drop-overlap': [
    [chat('user: seen', 'assistant: before')],
    { evaluation: jsonl(chat('user:  seen', 'assistant: before '), ...Array.from({ length: 12 }, (_, i) => chat(`user: held ${i}`, 'assistant: x'))) },
  ],
  'drop-duplicates': [[chat('user: question 3', 'assistant:  answer 3'), chat('user: question 3', 'assistant: answer 3')]],
};

describe('every fix', () => {
  it.each(fixIds)('%s: the next check finds none of its problems', async (id) => {
    const [rows, reading] = cases[id];
    const text = id === 'chosen-answers' ? jsonl(...rows) : jsonl(...sound, ...rows);
    const before = await check(text, reading);
    const offered = offeredFixes(before).find((fix) => fix.id === id);
    expect(offered?.count).toBeGreaterThan(0);
    const { receipt, text: mended } = await clean(text, [id], reading);
    const after = await check(mended, reading);
    const severe = id === 'drop-rejected' ? after.counts.filter(({ severity }) => severity === 'error').map(({ code }) => code) : codesOf(after);
    expect(severe.filter((code) => fixes[id].codes.includes(code))).toEqual([]);
    expect(offeredFixes(after).map((fix) => fix.id)).not.toContain(id);
    expect(after.rows).toBe(receipt.written);
    expect(receipt.rows).toBe(before.rows);
  });

  it.each(fixIds)('%s: leaves sound rows as they are', async (id) => {
    const { receipt, rows } = await clean(jsonl(...sound), [id]);
    expect(rows).toEqual(sound);
    expect(receipt).toEqual({ rows: 12, written: 12, unreadable: 0, dropped: {}, changed: {} });
  });
});

describe('a mended copy', () => {
  const messy = jsonl(...sound, ...fixIds.filter((id) => id !== 'chosen-answers' && cases[id][1] === undefined).flatMap((id) => cases[id][0]));

  it('with all fixes has no problem left', async () => {
    const before = await check(messy);
    expect(codesOf(before).length).toBeGreaterThan(15);
    const { text, receipt } = await clean(messy, fixIds);
    const after = await check(text);
    expect(after.problems).toEqual([]);
    expect(after.accepted).toBe(receipt.written);
    const left = Object.values(receipt.dropped).reduce((sum, count) => sum + count, 0);
    expect(receipt.rows - receipt.unreadable - left).toBe(receipt.written);
  });

  it('with the recommended ones loses no row that could be trained on, but copies', async () => {
    const before = await check(messy);
    const offered = offeredFixes(before);
    const { text } = await clean(
      messy,
      offered.filter(({ recommended }) => recommended).map(({ id }) => id),
    );
    const after = await check(text);
    const copies = before.counts.find(({ code }) => code === 'DUPLICATE')?.count ?? 0;
    const python = 2;
    expect(after.accepted).toBe(before.accepted - copies + python);
    expect(after.rejected).toBe(0);
  });

  it('with one fix keeps other defects as they were, and counts what it did', async () => {
    const rows = [...sound, chat('user: a', 'user: b', 'assistant: c', 'user: d'), chat('user: lone'), 'no json'];
    const { rows: written, receipt } = await clean(jsonl(...rows), ['merge-turns']);
    expect(written.at(-2)).toEqual(chat('user: a\n\nb', 'assistant: c', 'user: d'));
    expect(written.at(-1)).toEqual(chat('user: lone'));
    expect(receipt).toEqual({ rows: 15, written: 14, unreadable: 1, dropped: {}, changed: { 'merge-turns': 1 } });
  });

  it('keeps tasks, plain columns, tools, calls and training flags, and drops what could be mistaken for content', async () => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const call = [{ type: 'function', function: { name: 'f', arguments: { x: 1 } } }];
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: '', tool_calls: call },
      { role: 'tool', content: '1', name: 'f', tool_call_id: 'c1' },
      { role: 'assistant', content: 'b', trained: false },
      { role: 'user', content: 'c' },
      { role: 'assistant', content: 'd' },
    ];
    const row = { category: 'sum', id: 7, note: null, prompt: 'not this', nested: {}, messages, tools };
    const wanted = { ...anything, taskField: 'category' };
    const { rows } = await clean(jsonl(row, ...sound.map((each) => ({ ...each, category: 'other' }))), ['drop-duplicates'], { wanted });
    expect(rows[0]).toEqual({ category: 'sum', id: 7, messages, tools });
  });

  it('of texts and of prompts stays texts and prompts', async () => {
    const texts = Array.from({ length: 12 }, (_, i) => ({ text: `document ${i}` }));
    expect((await clean(jsonl(...texts, texts[0]), ['drop-duplicates'])).rows).toEqual(texts);
    const prompts = Array.from({ length: 12 }, (_, i) => ({ prompt: `p${i}`, completion: `c${i}` }));
    expect((await clean(jsonl(...prompts, prompts[0]), ['drop-duplicates'])).rows).toEqual(prompts);
  });

  it('is refused when nothing would be left', async () => {
    await expect(clean(jsonl('no json', '{"messages": []}'.repeat(2)), ['drop-rejected'])).rejects.toMatchObject({
      code: expect.stringMatching(/NOTHING_TRAINABLE|BAD_DATASET/),
    });
    await expect(clean(jsonl(...sound.map(({ messages }) => ({ messages: messages.slice(0, 1) }))), ['drop-rejected'])).rejects.toMatchObject({
      code: 'NOTHING_TRAINABLE',
    });
  });
});

it('a file that is Python notation throughout is read whole once converted', async () => {
  const text = Array.from({ length: 12 }, (_, i) => `{'prompt': 'it\\'s ${i}', "completion": "a", 'score': None}`).join('\n');
  expect(await check(text)).toMatchObject({ format: 'unknown', rows: 12, accepted: 0, counts: [{ code: 'PYTHON_LITERAL', count: 12 }] });
  const { rows } = await clean(text, ['convert-python']);
  expect(rows[11]).toEqual({ prompt: "it's 11", completion: 'a' });
});
