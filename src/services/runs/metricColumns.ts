/** Every number of a metric under one flat name: the columns of a table, the tags of TensorBoard. */
import type { EvalMetric, StepMetric } from '../../shared/run.ts';

export type Columns = Readonly<Record<string, number>>;

export function stepColumns({ loss, learningRate, gradNorm, tokens, trainedTokens, totalTokens, tokensPerSecond, seconds, ...rest }: StepMetric): Columns {
  return {
    ...{ loss, learningRate, gradNorm, tokens, trainedTokens, totalTokens, tokensPerSecond, seconds },
    ...(rest.memoryBytes !== undefined && { memoryBytes: rest.memoryBytes }),
    ...named(Object.entries(rest.auxLoss ?? {}).map(([method, value]) => [`auxLoss.${method}`, value])),
    ...named((rest.routers ?? []).flatMap(routerColumns)),
  };
}

export function evalColumns({ loss, perplexity, tokens, perTask }: EvalMetric): Columns {
  return { loss, perplexity, tokens, ...named(Object.entries(perTask ?? {}).map(([task, of]) => [`task.${task}.loss`, of.loss])) };
}

function routerColumns({
  layer,
  load,
  maxViolation,
  deadExperts,
  entropy,
}: NonNullable<StepMetric['routers']>[number]): readonly (readonly [string, number])[] {
  const router = `router.${layer}`;
  return [
    [`${router}.maxViolation`, maxViolation],
    [`${router}.deadExperts`, deadExperts],
    [`${router}.entropy`, entropy],
    ...load.map((share, expert) => [`${router}.load.${expert}`, share] as const),
  ];
}

/** JSON writes what is not finite as null; such a value is left out. */
function named(entries: readonly (readonly [string, number | null])[]): Columns {
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => entry[1] !== null));
}
