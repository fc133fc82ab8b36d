/** Tokenizer files beside what `export` and `convert` write: transformers' tokenizer splits texts and conversations as ours does. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobHandlers } from '../../src/host/jobs/index.ts';
import { openTokenizer } from '../../src/host/model/openTokenizer.ts';
import { testControl } from '../support/control.ts';
import { checkpoint, exportTo } from '../support/jobs.ts';
import { starterSample, trainTinyModel } from '../support/tinyRun.ts';
import { type Answers, askTokenizers, generations, given, type TokenizerAnswer } from './transformers.ts';

const texts = [
  'What is 3 plus 4?',
  '{"sum": 17}',
  'many( apricots )',
  'order(6 < 9 < 11)',
  '<< king >>',
  "don't WE'LL they've I'm",
  '12345678901234567890',
  '3.14159 -2e10 0x7f',
  '  two spaces, then a tab\tand  more   ',
  'line\nline\r\nline\n\n\nend',
  ' ',
  '\n \n',
  'Ünïcödé e\u0301 \u00e9 ﬁ ß',
  '日本語のテキスト 中文 한국어',
  'Привет, мир! γειά σου',
  'مرحبا بالعالم שלום',
  '🙂👩‍👩‍👧‍👦🇩🇪',
  '<|im_start|>user\nHi<|im_end|>\n',
  'not special: <|im_star|> <|endoftext',
  '\u00a0\u200b\u3000\ufeff\u0000',
];
const rows = [1, 2, 3, 4, 5];
const folders = ['exported', 'converted'] as const;

let root: string;
let answers: Answers<TokenizerAnswer>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mixwright-tokenizers-'));
  const methods = [{ id: 'mixlora', options: { experts: 2, rank: 2 } }];
  const { base, trained } = await trainTinyModel(root, { change: (config) => config, dtype: 'f32', methods });
  await exportTo(join(root, 'exported'), trained, 'bf16');
  const job = { kind: 'convert', model: base, method: 'sparse-upcycling', options: {}, dtype: null, seed: 1, device: 'cpu' } as const;
  await jobHandlers.convert({ ...job, output: join(root, 'converted') }, testControl());
  const lines = (await readFile(starterSample, 'utf8')).split('\n');
  const conversations = rows.map((row) => (JSON.parse(lines[row - 1] as string) as { messages: object[] }).messages);
  answers = await askTokenizers(folders.map((name) => ({ folder: join(root, name), texts, conversations })));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe.each(generations)('$name', (generation) => {
  it.skipIf(!generation.available).each(folders)('gives texts the same ids from the %s folder', async (name) => {
    const ours = await openTokenizer(join(root, name));
    const theirs = given(answers.get(generation)?.[folders.indexOf(name)]);
    expect(theirs.texts).toEqual(texts.map((text) => ours.encode(text, true)));
  });

  it.skipIf(!generation.available).each(folders)('writes conversations as we train on them from the %s folder', async (name) => {
    const dataset = { files: [starterSample], format: null, map: {}, taskField: 'task' };
    const theirs = given(answers.get(generation)?.[folders.indexOf(name)]);
    for (const [index, row] of rows.entries()) {
      const preview = await jobHandlers.datasetPreview({ kind: 'datasetPreview', dataset, model: checkpoint(join(root, name)), row }, testControl());
      expect(theirs.conversations[index]).toEqual(preview.tokens.map(({ id }) => id));
    }
  });
});
