/** The two generations of transformers as independent readers: one Python process answers all questions of a test file. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Generation {
  readonly name: string;
  readonly python: string;
  /** Whether this interpreter has torch and this generation of transformers; where not, a line on the console says so. */
  readonly available: boolean;
}

export const generations: readonly Generation[] = [
  describeGeneration(5, 'MIXWRIGHT_PYTHON', '/opt/venv5/bin/python'),
  describeGeneration(4, 'MIXWRIGHT_PYTHON_4', '/opt/venv4/bin/python'),
];

export interface ModelQuestion {
  readonly folder: string;
  readonly tokens: readonly number[];
  /** A folder of the same model in a wider dtype. */
  readonly roundedFrom?: string;
}

export interface ModelAnswer {
  readonly className: string;
  /** [tokens, vocabulary], row by row. */
  readonly logits: Float32Array;
  /** Largest |a-b| / |b| between a weight and the one it was rounded from. */
  readonly rounding?: number;
}

export interface TokenizerQuestion {
  readonly folder: string;
  readonly texts: readonly string[];
  readonly conversations: readonly (readonly object[])[];
}

/** Token ids by text and by conversation. */
export interface TokenizerAnswer {
  readonly texts: readonly (readonly number[])[];
  readonly conversations: readonly (readonly number[])[];
}

/** An answer, or what kept the reader from giving one. */
export type Answer<T> = T | { readonly error: string };

/** Answers in the order of their questions, by generation. */
export type Answers<T> = ReadonlyMap<Generation, readonly Answer<T>[]>;

/** Every available generation opens every folder with AutoModelForCausalLM in f32; a missing, unexpected or misshapen weight is an error. */
export function askModels(questions: readonly ModelQuestion[]): Promise<Answers<ModelAnswer>> {
  return askAll(async ({ python }) => {
    const folder = await mkdtemp(join(tmpdir(), 'mixwright-logits-'));
    try {
      const output = (index: number): string => join(folder, `${index}.bin`);
      const asked = questions.map((question, index) => ({ ...question, output: output(index) }));
      const answers = (await runScript(python, 'logits.py', asked)) as readonly Answer<Omit<ModelAnswer, 'logits'>>[];
      return await Promise.all(answers.map(async (answer, index) => ('error' in answer ? answer : { ...answer, logits: await readFloats(output(index)) })));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Every available generation opens every folder with AutoTokenizer. */
export function askTokenizers(questions: readonly TokenizerQuestion[]): Promise<Answers<TokenizerAnswer>> {
  return askAll(async ({ python }) => (await runScript(python, 'tokens.py', questions)) as readonly Answer<TokenizerAnswer>[]);
}

/** Side by side: each is one process on one thread. */
async function askAll<T>(ask: (generation: Generation) => Promise<readonly Answer<T>[]>): Promise<Answers<T>> {
  const available = generations.filter((generation) => generation.available);
  return new Map(await Promise.all(available.map(async (generation) => [generation, await ask(generation)] as const)));
}

/** The answer; fails the test with the reader's own words where there is none. */
export function given<T extends object>(answer: Answer<T> | undefined): T {
  if (!answer || 'error' in answer) throw new Error(answer?.error ?? 'this folder was not asked about');
  return answer;
}

function describeGeneration(generation: number, variable: string, fallback: string): Generation {
  const python = process.env[variable] ?? fallback;
  // Versions from the packages' metadata: to import torch takes seconds, and a torch that does not import should fail, not skip.
  const probe = spawnSync(python, ['-c', 'from importlib.metadata import version; version("torch"); print(version("transformers"))'], { encoding: 'utf8' });
  const available = probe.status === 0 && probe.stdout.startsWith(`${generation}.`);
  const name = `transformers ${generation}`;
  if (!available) console.warn(`skipped: tests against ${name} need torch and ${name} in ${python} (set ${variable})`);
  return { name, python, available };
}

async function runScript(python: string, script: string, questions: unknown): Promise<unknown> {
  const child = spawn(python, [join(import.meta.dirname, script)], { stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  // A reader that dies before it has read everything says why on stderr; the broken pipe says nothing.
  child.stdin.on('error', () => undefined).end(JSON.stringify(questions));
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (status !== 0) throw new Error(`${python} ${script} ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

async function readFloats(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
