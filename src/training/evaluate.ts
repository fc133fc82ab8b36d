/** Mean loss over the trained tokens of a dataset, by task where rows name one, with the experts each task was sent to. */
import type { RouterInfo } from '../compile/programs.ts';
import type { Batch } from '../data/data.ts';
import type { Session, TensorData } from '../engine/executors/executor.ts';
import { MixwrightError } from '../shared/errors.ts';
import type { JobResults } from '../shared/jobs.ts';

export type Evaluation = JobResults['evaluate'];

export interface EvaluationRun {
  /** Has the `evaluate` program of `TrainingPrograms`. */
  readonly session: Session;
  readonly routers: readonly RouterInfo[];
  readonly batches: Iterable<Batch>;
  /** A micro-batch as inputs of `evaluate`. */
  inputs(batch: Batch): Readonly<Record<string, TensorData>>;
  /** Called after each batch, so that progress is told and messages get their turn; may throw to stop. */
  afterBatch?(done: number): Promise<void>;
}

/**
 * Losses are summed in f64 over all trained tokens and divided once, so batching does not matter.
 * @throws MixwrightError NOTHING_TRAINABLE without a trained token · NOT_FINITE.
 */
export async function evaluate({ session, routers, batches, inputs, afterBatch }: EvaluationRun): Promise<Evaluation> {
  const tasks = new Map<string, TaskSums>();
  let done = 0;
  for (const batch of batches) {
    addBatch(tasks, batch, session.run('evaluate', inputs(batch)), routers);
    await afterBatch?.(++done);
  }
  const all = [...tasks.values()];
  const tokens = sumOf(all, (task) => task.tokens);
  if (tokens === 0) throw new MixwrightError('NOTHING_TRAINABLE', 'expected tokens to evaluate on, the evaluation rows hold none that are trained');
  const loss = sumOf(all, (task) => task.loss) / tokens;
  if (!Number.isFinite(loss)) {
    throw new MixwrightError('NOT_FINITE', `expected a finite loss on the evaluation rows, got ${loss}`, {
      hint: 'the weights hold numbers that are none; go back to an earlier checkpoint',
    });
  }
  const named = [...tasks].filter(([name, task]) => name !== '' && task.tokens > 0);
  return {
    loss,
    perplexity: Math.exp(loss),
    tokens,
    ...(named.length > 0 && { perTask: Object.fromEntries(named.map(([name, task]) => [name, { loss: task.loss / task.tokens, tokens: task.tokens }])) }),
    ...(routers.length > 0 && { expertLoad: Object.fromEntries([...tasks].map(([name, task]) => [name, shares(routers, task)])) }),
  };
}

interface TaskSums {
  loss: number;
  tokens: number;
  /** By router: (token, slot) pairs by expert, over real tokens. */
  readonly pairs: readonly Float64Array[];
}

function addBatch(tasks: Map<string, TaskSums>, batch: Batch, outputs: Readonly<Record<string, TensorData>>, routers: readonly RouterInfo[]): void {
  const { sequence, segments, weights } = batch;
  const losses = outputs.losses as Float32Array;
  for (let token = 0; token < segments.length; token++) {
    const segment = segments[token] as number;
    if (segment === 0) continue;
    const name = batch.tasks[Math.floor(token / sequence)]?.[segment - 1] ?? '';
    const task = tasks.get(name) ?? { loss: 0, tokens: 0, pairs: routers.map(({ experts }) => new Float64Array(experts)) };
    tasks.set(name, task);
    if ((weights[token] as number) > 0) {
      task.loss += losses[token] as number;
      task.tokens++;
    }
    for (const [i, { layer, topK }] of routers.entries()) {
      const ids = outputs[`expertIds:${layer}`] as Int32Array;
      for (let slot = 0; slot < topK; slot++) (task.pairs[i] as Float64Array)[ids[token * topK + slot] as number]!++;
    }
  }
}

function shares(routers: readonly RouterInfo[], { pairs }: TaskSums): readonly { readonly layer: number; readonly load: readonly number[] }[] {
  return routers.map(({ layer }, i) => {
    const counts = pairs[i] as Float64Array;
    const total = counts.reduce((sum, count) => sum + count, 0);
    return { layer, load: Array.from(counts, (count) => count / total) };
  });
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
