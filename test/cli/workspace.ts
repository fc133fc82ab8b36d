/** A folder with what a user has at the start: a small model, a dataset, a recipe; and looks at what commands left on disk. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { ModelConfig } from '../../src/models/model.ts';
import { writeRandomModel } from '../support/randomModel.ts';
import { type Finished, type MixwrightOptions, mixwright } from './mixwright.ts';

const starterSample = fileURLToPath(new URL('../../resources/starter/sample.jsonl', import.meta.url));

export interface Workspace {
  /** Holds base/, data.jsonl and recipe.json. */
  readonly folder: string;
  /** The data directory of `run`. */
  readonly home: string;
  /** Runs a command here to its end. */
  run(args: readonly string[], options?: Partial<MixwrightOptions>): Promise<Finished>;
  path(...parts: readonly string[]): string;
}

/** LoRA for eight steps on two layers of width 32; relative paths are the recipe's own. */
const recipe = {
  model: './base',
  dataset: { files: ['./data.jsonl'], evalShare: 0.1, taskField: 'task' },
  methods: [{ id: 'lora', options: { rank: 4 } }],
  training: { steps: 8, microBatch: 2, sequenceLength: 64, warmupSteps: 2, evalEvery: 4, checkpointEvery: 4 },
};

/** For a whole test file; it is gone after its last test. */
export async function createWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'mixwright-cli-'));
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const home = join(folder, 'home');
  await mkdir(home);
  await writeRandomModel(join(folder, 'base'), 'f32', tiny);
  const rows = (await readFile(starterSample, 'utf8')).split('\n').slice(0, 60);
  await writeFile(join(folder, 'data.jsonl'), `${rows.join('\n')}\n`);
  await writeFile(join(folder, 'recipe.json'), JSON.stringify(recipe));
  return { folder, home, run: (args, options) => mixwright(args, { home, folder, ...options }), path: (...parts) => join(folder, ...parts) };
}

function tiny(config: ModelConfig): ModelConfig {
  const attention = { ...config.attention, heads: 2, kvHeads: 1, headDim: 16, rope: { ...config.attention.rope, dimensions: 16 }, windows: [null, null] };
  const ffn = new Array<ModelConfig['ffn'][number]>(2).fill({ kind: 'dense', width: 48, bias: false });
  return { ...config, layers: 2, hiddenSize: 32, maxPositions: 128, initializerRange: 0.1, attention, ffn };
}

/** Names and contents of all files below a workspace's folder, caches left out: equal when nothing was changed. */
export async function snapshot(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) })).filter(({ path }) => !isPassing(relative(folder, path)));
  const named = await Promise.all(
    files.map(async ({ entry, path }) => [
      relative(folder, path),
      entry.isFile()
        ? createHash('sha256')
            .update(await readFile(path))
            .digest('hex')
        : 'folder',
    ]),
  );
  return Object.fromEntries(named);
}

/** What may be emptied at any time: caches, locks, the empty folders of lists, and the catalogue as it was one write ago. */
function isPassing(path: string): boolean {
  return /^home\/((cache|locks)(\/.*)?|runs|models|datasets|catalogue\.json\.bak)$/.test(path.replaceAll('\\', '/'));
}

/** A run's curve without its clock: what must be equal bit for bit, however often the run was interrupted. */
export async function curve(runDirectory: string): Promise<readonly object[]> {
  const text = await readFile(join(runDirectory, 'metrics.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { seconds: _, tokensPerSecond: __, memoryBytes: ___, ...exact } = JSON.parse(line) as Record<string, unknown>;
      return exact;
    });
}

/** The bytes of what a checkpoint holds. */
export async function trainedBytes(checkpoint: string): Promise<Buffer> {
  return readFile(join(checkpoint, 'tensors.safetensors'));
}
