/**
 * The demo: the main job on the starter model that ships with Mixwright, every step proven. It fails when training does not
 * teach what it should.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobEvent, JobKind, JobOf, JobResults, ModelReference } from '../../shared/jobs.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { EvalMetric, RunResult, StepMetric } from '../../shared/run.ts';
import { startJob } from '../engineHosts/jobs.ts';
import { loadRecipe } from '../recipes/recipes.ts';
import { readRunJson } from '../runs/runFiles.ts';
import { startTraining, type TrainingRun } from '../runs/training.ts';
import type { Services } from '../services.ts';
import { meanPoints, readQuestions, scoreAnswers, type TaskScore } from './exactMatch.ts';

export interface DemoOptions {
  /** resources/starter. */
  readonly starter: string;
  onEvent?(event: JobEvent): void;
  /** A line about what begins now. */
  onStage?(stage: string): void;
  /** Hands over whatever is running, so that it can be stopped. */
  onRunning?(running: Pick<TrainingRun, 'command'>): void;
}

export interface DemoResult {
  readonly ok: boolean;
  /** Why not; empty when ok. */
  readonly faults: readonly string[];
  readonly conversion: JobResults['convert'];
  readonly training: RunResult;
  readonly recipe: Recipe;
  readonly steps: readonly StepMetric[];
  readonly evaluations: readonly EvalMetric[];
  readonly proofs: Readonly<Record<string, unknown>>;
  /** Rows of the sample dataset. */
  readonly rows: number;
  readonly base: { readonly name: string; readonly parameters: number };
  /** In words. */
  readonly machine: string;
  readonly before: readonly TaskScore[];
  readonly after: readonly TaskScore[];
  /** Mean over tasks, after minus before, in points. */
  readonly gain: number;
  /** By task, then layer: share of tokens by expert. */
  readonly expertLoad: NonNullable<JobResults['evaluate']['expertLoad']>;
  readonly export: JobResults['export'];
  readonly verification: JobResults['verify'];
  readonly seconds: readonly { readonly stage: string; readonly seconds: number }[];
  readonly exported: string;
}

/** What the mean must gain for the demo to count, in points. */
export const requiredGain = 30;

export const upcycling = { method: 'sparse-upcycling', experts: 4, topK: 2 } as const;

const greedy = { maxTokens: 24, temperature: 0, topK: 0, topP: 1, seed: 1 } as const;

export async function runDemo(services: Services, options: DemoOptions): Promise<DemoResult> {
  const { starter } = options;
  const base = { kind: 'checkpoint', path: join(starter, 'model') } as const;
  const questions = await readQuestions(join(starter, 'eval.jsonl'));
  const folders = { upcycled: join(services.data.root, 'upcycled'), exported: join(services.data.root, 'exported') };
  for (const folder of Object.values(folders)) await rm(folder, { recursive: true, force: true });
  await mkdir(services.data.root, { recursive: true });
  const seconds: { stage: string; seconds: number }[] = [];
  const stage = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    options.onStage?.(name);
    const start = performance.now();
    const result = await run();
    seconds.push({ stage: name, seconds: (performance.now() - start) / 1000 });
    return result;
  };
  const job = async <K extends JobKind>(wanted: JobOf<K>): Promise<JobResults[K]> => {
    const running = await startJob(services, wanted, options.onEvent ? { onEvent: options.onEvent } : {});
    options.onRunning?.({ command: () => running.command('cancel') });
    return running.result;
  };
  const answers = async (model: ModelReference): Promise<readonly TaskScore[]> => {
    const { outputs } = await job({ kind: 'generate', model, prompts: questions.map(({ prompt }) => prompt), raw: false, sampling: greedy, device: 'auto' });
    return scoreAnswers(
      questions,
      outputs.map(({ text }) => text),
    );
  };

  const conversion = await stage('Upcycle the dense starter to a mixture of experts', () =>
    job({
      kind: 'convert',
      model: base,
      method: upcycling.method,
      options: { experts: upcycling.experts, topK: upcycling.topK },
      output: folders.upcycled,
      dtype: 'f32',
      seed: 1,
      device: 'auto',
    }),
  );
  const before = await stage('Ask the starter the held-out questions', () => answers(base));
  const trained = await stage('Train MixLoRA experts on the sample data', () => trainSample(services, options));
  const run = { kind: 'run', directory: join(trained.training.model, '..', '..'), checkpoint: trained.training.model } as const;
  const after = await stage('Ask the trained model the same questions', () => answers(run));
  const evaluation = await stage('See which expert took which task', () =>
    job({
      kind: 'evaluate',
      model: run,
      dataset: { files: [join(starter, 'eval.jsonl')], format: null, map: {}, taskField: 'task' },
      sequenceLength: 128,
      microBatch: 8,
      device: 'auto',
    }),
  );
  const exported = await stage('Materialise and export to Hugging Face format', () =>
    job({ kind: 'export', model: run, format: 'hf', output: folders.exported, dtype: 'f32', device: 'auto' }),
  );
  const verification = await stage('Verify the export against the run', () =>
    job({ kind: 'verify', model: { kind: 'checkpoint', path: folders.exported }, against: run, device: 'auto' }),
  );
  const faults = findFaults({ conversion, before, after, verification });
  return {
    ok: faults.length === 0,
    faults,
    conversion,
    ...trained,
    rows: (await readFile(join(starter, 'sample.jsonl'), 'utf8')).split('\n').filter((line) => line.trim() !== '').length,
    base: { name: 'the Mixwright starter', parameters: (await job({ kind: 'inspect', model: base })).parameters },
    machine: `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'this machine'}`,
    before,
    after,
    gain: meanPoints(after) - meanPoints(before),
    expertLoad: evaluation.expertLoad ?? {},
    export: exported,
    verification,
    seconds,
    exported: folders.exported,
  };
}

async function trainSample(services: Services, options: DemoOptions): Promise<Pick<DemoResult, 'training' | 'recipe' | 'steps' | 'evaluations' | 'proofs'>> {
  const loaded = await loadRecipe(services.data, join(options.starter, 'demo.json'));
  const steps: StepMetric[] = [];
  const evaluations: EvalMetric[] = [];
  const run = await startTraining(services, loaded, {
    name: 'demo',
    onEvent(event) {
      if (event.type === 'step') steps.push(event);
      if (event.type === 'eval') evaluations.push(event);
      options.onEvent?.(event);
    },
  });
  options.onRunning?.(run);
  const training = await run.result;
  if (training.status !== 'done') throw new MixwrightError('STOPPED', 'the demo was stopped');
  return { training, recipe: loaded.recipe, steps, evaluations, proofs: (await readRunJson<Record<string, unknown>>(run.directory, 'proofs')) ?? {} };
}

function findFaults({ conversion, before, after, verification }: Pick<DemoResult, 'conversion' | 'before' | 'after' | 'verification'>): readonly string[] {
  const gain = meanPoints(after) - meanPoints(before);
  const fallen = after.filter(({ task, right }) => right < (before.find((score) => score.task === task)?.right ?? 0));
  return [
    ...(conversion.receipt.ok ? [] : [`the upcycled model's logits differ by ${conversion.receipt.logitDifference.max} from the dense one's`]),
    ...(gain >= requiredGain ? [] : [`the mean gained ${gain.toFixed(1)} points, at least ${requiredGain} are expected`]),
    ...fallen.map(({ task }) => `task "${task}" fell`),
    ...verification.checks.filter(({ ok }) => !ok).map(({ id, detail }) => `verification "${id}" failed: ${detail}`),
  ];
}
