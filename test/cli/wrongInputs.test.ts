/** What people get wrong: exit status 2, one error that says what to do, and nothing changed on disk. */
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { errorShape } from './shapes.ts';
import { createWorkspace, snapshot } from './workspace.ts';

const { run, path, folder } = await createWorkspace();

await cp(path('base'), path('pickled'), { recursive: true });
await rm(path('pickled', 'model.safetensors'));
await writeFile(path('pickled', 'pytorch_model.bin'), 'weights');
await cp(path('base'), path('cut'), { recursive: true });
await truncate(path('cut', 'model.safetensors'), 300_000);
await cp(path('base'), path('mismatched'), { recursive: true });
const config = JSON.parse(await readFile(path('base', 'config.json'), 'utf8')) as object;
await writeFile(path('mismatched', 'config.json'), JSON.stringify({ ...config, hidden_size: 64 }));
await writeFile(path('broken.json'), '{"model": "./base",}');
await writeFile(path('list.json'), '[]');
await writeFile(path('rows.csv'), 'question,answer\none,two\n');
await writeFile(path('rows.parquet'), 'PAR1....PAR1');
await writeFile(path('empty.jsonl'), '');
await writeFile(path('unanswered.jsonl'), '{"messages": [{"role": "user", "content": "hi"}]}\n');
await writeFile(path('pairs.jsonl'), '{"prompt": "hi", "chosen": "hello", "rejected": "go away"}\n'.repeat(3));
await mkdir(path('full'));
await writeFile(path('full', 'keep'), '');
const trained = await run(['train', 'recipe.json', '--set', 'training.steps=2', '--json']);
const id = String(trained.lines()[0]?.id);

interface WrongInput {
  readonly what: string;
  readonly args: readonly string[];
  readonly code: string;
  /** What message and hint together must say. */
  readonly says: RegExp;
}

const set = (assignment: string): readonly string[] => ['train', 'recipe.json', '--set', 'dataset.taskField=null', '--set', assignment];
const convert = (...options: readonly string[]): readonly string[] => ['convert', 'base', '--method', 'sparse-upcycling', '-o', 'new', ...options];
const logits = (model: string, ids = '1,2'): readonly string[] => ['logits', '--model', model, '--tokens', ids];

const recipes: readonly WrongInput[] = [
  { what: 'a recipe that is not there', args: ['train', 'nowhere.json'], code: 'NOT_FOUND', says: /nowhere\.json/ },
  { what: 'a folder as recipe', args: ['train', 'base'], code: 'BAD_RECIPE', says: /is a folder/ },
  {
    what: 'a recipe that is not JSON',
    args: ['train', 'broken.json'],
    code: 'BAD_RECIPE',
    says: /broken\.json is not valid JSON.*no comma after a last item/s,
  },
  { what: 'a recipe that is a list', args: ['train', 'list.json'], code: 'BAD_RECIPE', says: /expected an object/ },
  { what: 'an unknown field', args: set('training.stepz=3'), code: 'BAD_RECIPE', says: /"stepz".*did you mean "steps"/s },
  { what: 'a word where a number belongs', args: set('training.steps=many'), code: 'BAD_RECIPE', says: /training\.steps.*whole number.*"many"/s },
  { what: 'an option out of bounds', args: set('methods.lora.rank=0'), code: 'BAD_OPTIONS', says: /lora\.rank.*at least 1.*0/s },
  { what: 'an unknown method', args: set('methods=[{"id":"lorra"}]'), code: 'BAD_RECIPE', says: /"lorra".*did you mean "lora"/s },
  { what: 'a conversion method in a recipe', args: set('methods=[{"id":"sparse-upcycling"}]'), code: 'BAD_RECIPE', says: /mixwright convert/ },
  { what: 'a --set without a value', args: set('training.steps'), code: 'BAD_USAGE', says: /path=value.*--set training\.steps=/s },
  { what: 'a --set of a method that the recipe lacks', args: set('methods.mixlora.rank=4'), code: 'BAD_USAGE', says: /"mixlora".*it has: lora/s },
  { what: 'a sequence longer than the positions', args: set('training.sequenceLength=256'), code: 'BAD_RECIPE', says: /256.*128 or less/s },
  { what: 'a balance loss without routers', args: set('methods=[{"id":"load-balancing-loss"}]'), code: 'BAD_RECIPE', says: /no routers.*convert/s },
  {
    what: 'more chosen experts than experts',
    args: set('methods=[{"id":"mixlora","options":{"experts":2,"topK":3}}]'),
    code: 'BAD_OPTIONS',
    says: /topK 3.*2/s,
  },
  { what: 'an unknown device', args: ['train', 'recipe.json', '--device', 'abacus'], code: 'NOT_FOUND', says: /"abacus".*cpu/s },
];

const models: readonly WrongInput[] = [
  { what: 'a model that is not there', args: set('model=./bass'), code: 'NOT_FOUND', says: /no model "\.\/bass"/ },
  { what: 'a folder that holds no model', args: set('model=./full'), code: 'BAD_MODEL', says: /config\.json/ },
  { what: 'a pickle checkpoint', args: set('model=./pickled'), code: 'BAD_MODEL', says: /expected safetensors.*pickle.*save_pretrained/s },
  { what: 'truncated safetensors', args: set('model=./cut'), code: 'BAD_MODEL', says: /cut short: expected \d+ bytes.*300000/s },
  { what: 'weights of another config', args: set('model=./mismatched'), code: 'BAD_MODEL', says: /\[2048, 32\].*\[2048, 64\].*do not belong together/s },
  { what: 'a conversion of a damaged model', args: ['convert', 'cut', '--method', 'sparse-upcycling', '-o', 'new'], code: 'BAD_MODEL', says: /cut short/ },
  { what: 'one chosen expert', args: convert('--top-k', '1'), code: 'BAD_OPTIONS', says: /topK 1.*2 or more/s },
  { what: 'a conversion with more chosen experts than experts', args: convert('--experts', '2', '--top-k', '3'), code: 'BAD_OPTIONS', says: /topK 3.*2/s },
  { what: 'a word as number of experts', args: convert('--experts', 'some'), code: 'BAD_OPTIONS', says: /experts.*whole number.*"some"/s },
  { what: 'a training method in convert', args: convert('--method', 'lora'), code: 'BAD_USAGE', says: /"lora" trains.*recipe/s },
  { what: 'a conversion into a folder that is not empty', args: convert('-o', 'full'), code: 'OUTPUT_EXISTS', says: /full is not empty/ },
  {
    what: 'an export into a folder that is not empty',
    args: ['export', 'base', '--format', 'hf', '-o', 'full'],
    code: 'OUTPUT_EXISTS',
    says: /full is not empty/,
  },
  { what: 'a token beyond the vocabulary', args: logits('base', '2048'), code: 'BAD_USAGE', says: /2048.*2047/s },
  { what: 'tokens that are words', args: logits('base', 'one'), code: 'BAD_USAGE', says: /1,2,3/ },
  { what: 'a negative temperature', args: ['generate', 'hi', '--model', 'base', '--temperature', '-1'], code: 'BAD_USAGE', says: /at least 0/ },
  { what: 'a probability above 1', args: ['generate', 'hi', '--model', 'base', '--top-p', '2'], code: 'BAD_USAGE', says: /at most 1/ },
  { what: 'no model', args: ['generate', 'hi'], code: 'BAD_USAGE', says: /--model/ },
];

const datasets: readonly WrongInput[] = [
  { what: 'a dataset that is not there', args: set('dataset.files=["./nowhere.jsonl"]'), code: 'NOT_FOUND', says: /nowhere\.jsonl/ },
  { what: 'a CSV dataset', args: set('dataset.files=["./rows.csv"]'), code: 'NOT_AVAILABLE', says: /CSV.*to_json/s },
  { what: 'a Parquet dataset', args: set('dataset.files=["./rows.parquet"]'), code: 'NOT_AVAILABLE', says: /Parquet.*to_json/s },
  { what: 'an empty dataset', args: set('dataset.files=["./empty.jsonl"]'), code: 'BAD_DATASET', says: /empty/ },
  { what: 'rows without an answer', args: set('dataset.files=["./unanswered.jsonl"]'), code: 'NOTHING_TRAINABLE', says: /line 1.*assistant/s },
  { what: 'preference data', args: set('dataset.files=["./pairs.jsonl"]'), code: 'PREFERENCE_NOT_TRAINABLE', says: /preference-chosen/ },
  { what: 'an unknown task column', args: set('dataset.taskField=taks'), code: 'BAD_DATASET', says: /"taks".*did you mean "task"/s },
  { what: 'a --map without a column', args: ['dataset', 'check', 'data.jsonl', '--map', 'messages'], code: 'BAD_USAGE', says: /field=column/ },
  {
    what: 'a row that is not there',
    args: ['dataset', 'preview', 'data.jsonl', '--model', 'base', '--row', '61'],
    code: 'NOT_FOUND',
    says: /61.*from 1 to 60/s,
  },
  {
    what: 'an evaluation of no rows at once',
    args: ['eval', '--model', 'base', '--dataset', 'data.jsonl', '--micro-batch', '0'],
    code: 'BAD_USAGE',
    says: /at least 1/,
  },
];

const runs: readonly WrongInput[] = [
  { what: 'an unknown run', args: ['resume', 'nothing'], code: 'NOT_FOUND', says: /"nothing".*known/s },
  { what: 'deleting an unknown run', args: ['runs', 'delete', 'nothing'], code: 'NOT_FOUND', says: /"nothing"/ },
  { what: 'a step that has no checkpoint', args: logits(`${id}@7`), code: 'NOT_FOUND', says: /"7".*@2/s },
  { what: 'a misspelt run', args: logits(`${id.slice(0, -1)}`), code: 'NOT_FOUND', says: new RegExp(`did you mean "${id}"`) },
];

const usage: readonly WrongInput[] = [
  { what: 'no command', args: [], code: 'BAD_USAGE', says: /expected a command.*mixwright --help/s },
  { what: 'half a command', args: ['dataset'], code: 'BAD_USAGE', says: /mixwright dataset --help/ },
  { what: 'a misspelt command', args: ['trian', 'recipe.json'], code: 'BAD_USAGE', says: /'trian'.*did you mean train\?/s },
  { what: 'an unknown flag', args: ['train', 'recipe.json', '--stepz', '3'], code: 'BAD_USAGE', says: /--stepz.*mixwright train --help/s },
  { what: 'a missing argument', args: ['train'], code: 'BAD_USAGE', says: /recipe/ },
  { what: 'a port that none can be', args: ['serve', '--port', '80800'], code: 'BAD_USAGE', says: /65535/ },
];

const notLanded: readonly WrongInput[] = [
  { what: 'export to GGUF', args: ['export', 'base', '--format', 'gguf:q8_0', '-o', 'new.gguf'], code: 'NOT_AVAILABLE', says: /gguf:q8_0.*hf/s },
  { what: 'export as PEFT adapter', args: ['export', 'base', '--format', 'peft', '-o', 'new'], code: 'NOT_AVAILABLE', says: /peft.*hf/s },
  { what: 'pull', args: ['pull', 'org/name'], code: 'NOT_AVAILABLE', says: /by its path/ },
];

describe.each([
  ['recipes', recipes],
  ['models', models],
  ['datasets', datasets],
  ['runs', runs],
  ['usage', usage],
  ['what has not landed yet', notLanded],
] as const)('wrong input: %s', (_, inputs) => {
  it.each(inputs)('$what', async ({ args, code, says }) => {
    const before = await snapshot(folder);
    const { status, stdout, lines } = await run([...args, '--json']);
    const errors = lines().filter(({ type }) => type === 'error');
    expect(errors, stdout).toHaveLength(1);
    expect(lines().at(-1)).toEqual(errors[0]);
    const error = errorShape.parse(errors[0]);
    expect([status, error.code], stdout).toEqual([2, code]);
    expect(`${error.message}\n${error.hint}`).toMatch(says);
    expect(await snapshot(folder)).toEqual(before);
  });
});

it('without --json the error stands on stderr, with its code and what to do; stdout stays empty', async () => {
  const { status, stdout, stderr } = await run(['train', 'nowhere.json']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error NOT_FOUND .*nowhere\.json\n {2}a recipe is a JSON file/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect((await run(['train', 'nowhere.json', '--debug'])).stderr).toMatch(/^\s+at /m);
});
