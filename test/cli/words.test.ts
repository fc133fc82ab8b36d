/** What people read: help for every command, plain tables, colours only where a terminal wants them, and nothing extra with --quiet. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from './workspace.ts';

const { run, home, folder } = await createWorkspace();
const bin = fileURLToPath(new URL('../../bin/mixwright.js', import.meta.url));

/** The commands of CLI.md. */
const commands = [
  ...[
    'demo',
    'devices',
    'devices add',
    'devices remove',
    'inspect',
    'verify',
    'dataset',
    'dataset check',
    'dataset preview',
    'convert',
    'methods',
    'formats',
    'plan',
    'train',
    'resume',
  ],
  ...['runs', 'runs show', 'runs delete', 'runs export', 'trash', 'trash restore', 'trash empty', 'eval', 'generate', 'logits', 'export', 'pull', 'serve'],
];

describe('--help', () => {
  it('of the program: every command, what MODEL, RUN and RECIPE mean, and the exit statuses', async () => {
    const { status, stdout, stderr } = await run(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    for (const command of commands.filter((name) => !name.includes(' '))) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(stdout).toMatch(/RUN@best[\s\S]*Exit status: 0 done, 1 .*, 2 .*\n130 stopped/);
  });

  it.each(commands)('of %s: usage, what it does and every option explained, on stdout', async (command) => {
    const { status, stdout, stderr } = await run([...command.split(' '), '--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: mixwright ${command}`));
    expect(stdout).toContain('--json');
    // An option without words ends its line.
    expect(stdout.split('\n').filter((line) => /^ {2}-\S+( <\S+>)?$/.test(line))).toEqual([]);
  });

  it('of train: a recipe that works once its paths do', async () => {
    const { stdout } = await run(['train', '--help']);
    const shown = /^ {2}\{\n[\s\S]*?^ {2}\}$/m.exec(stdout)?.[0] ?? '';
    await writeFile(`${folder}/shown.json`, shown);
    const paths = ['--set', 'model=./base', '--set', 'dataset.files=["./data.jsonl"]'];
    const { status, json } = await run(['train', 'shown.json', ...paths, '--print-recipe', '--json']);
    expect([status, json()]).toEqual([0, expect.objectContaining({ methods: [expect.objectContaining({ id: 'mixlora' })] })]);
  });
});

describe('text for people', () => {
  it('tells a run in lines, and its end with the report; nothing on stderr with --quiet', async () => {
    const { status, stdout, stderr } = await run(['train', 'recipe.json', '--quiet']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^run \S+\n/);
    expect(stdout).toMatch(/^step +1 {2}loss \d+\.\d{4}/m);
    expect(stdout).toMatch(/^done after 8 steps$/m);
    expect(stdout).toMatch(/^report +\/.*report\.html$/m);
  });

  it('--json and --quiet read the same before and after the command', async () => {
    expect((await run(['--json', 'formats'])).json()).toEqual((await run(['formats', '--json'])).json());
  });

  it('--data-dir wins over MIXWRIGHT_HOME', async () => {
    const { json } = await run(['runs', '--json', '--data-dir', `${folder}/elsewhere`]);
    expect(json()).toEqual({ runs: [] });
  });
});

/** util-linux' `script` gives a command a terminal. */
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasTerminals) console.info('skipped: colours on a terminal (needs util-linux script)');

describe.skipIf(!hasTerminals)('on a terminal', () => {
  const onTerminal = (args: string, env: Readonly<Record<string, string>> = {}): string => {
    const { NO_COLOR: _, ...inherited } = process.env;
    const command = `${process.execPath} ${bin} ${args}`;
    return spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', env: { ...inherited, MIXWRIGHT_HOME: home, ...env } }).stdout;
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  const colour = /\u001b\[\d+m/;

  it('colours, unless NO_COLOR or --no-color say no; the words are the same', () => {
    const coloured = onTerminal('methods');
    expect(coloured).toMatch(colour);
    const plain = onTerminal('methods', { NO_COLOR: '1' });
    expect(plain).not.toMatch(colour);
    expect(onTerminal('methods --no-color')).toBe(plain);
    expect(coloured.replaceAll(new RegExp(colour, 'g'), '')).toBe(plain);
  });

  it('no colours in JSON', () => {
    expect(() => JSON.parse(onTerminal('methods --json'))).not.toThrow();
  });
});

it('no colours where stdout is no terminal', async () => {
  expect((await run(['methods'])).stdout).not.toContain('\u001b');
});
