/** All watches over a run together. */
import type { Recipe } from '../recipe.ts';
import type { EvalMetric, StepMetric } from '../run.ts';
import type { Alarm } from './alarm.ts';
import { evaluationWatch } from './evaluation.ts';
import { gradientWatch } from './gradients.ts';
import { lossWatch } from './loss.ts';
import { type MemoryState, memoryAlarms, noMemory, seeMemory } from './memory.ts';
import { routersWatch } from './routers.ts';

/** Plain values: may be written down and read again. */
export interface AlarmState {
  readonly loss: typeof lossWatch.start;
  readonly gradients: typeof gradientWatch.start;
  readonly routers: typeof routersWatch.start;
  readonly evaluation: typeof evaluationWatch.start;
  readonly memory: MemoryState;
}

export const noAlarms: AlarmState = {
  loss: lossWatch.start,
  gradients: gradientWatch.start,
  routers: routersWatch.start,
  evaluation: evaluationWatch.start,
  memory: noMemory,
};

/** The state after one more record of metrics.jsonl. */
export function seeMetric(state: AlarmState, metric: StepMetric | EvalMetric): AlarmState {
  const evaluation = evaluationWatch.see(state.evaluation, metric);
  if (metric.type === 'eval') return { ...state, evaluation };
  return {
    evaluation,
    loss: lossWatch.see(state.loss, metric),
    gradients: gradientWatch.see(state.gradients, metric),
    routers: routersWatch.see(state.routers, metric),
    memory: seeMemory(state.memory, metric),
  };
}

/** Errors first. @param limitBytes memory of the machine. */
export function alarmsOf(state: AlarmState, { recipe, limitBytes }: { readonly recipe: Recipe; readonly limitBytes: number }): readonly Alarm[] {
  const alarms = [
    ...ofOptimisation(state),
    ...routersWatch.alarms(state.routers),
    ...evaluationWatch.alarms(state.evaluation),
    ...memoryAlarms(state.memory, limitBytes),
    ...withoutEvaluation(recipe),
  ];
  return alarms.toSorted((a, b) => Number(b.level === 'error') - Number(a.level === 'error'));
}

/** A gradient that jumps is why the loss climbs: told once. */
function ofOptimisation({ loss, gradients }: AlarmState): readonly Alarm[] {
  const ofLoss = lossWatch.alarms(loss);
  const climbs = ofLoss.some(({ level }) => level === 'error');
  return [...ofLoss, ...gradientWatch.alarms(gradients).filter(({ level }) => !climbs || level === 'error')];
}

function withoutEvaluation({ dataset, training }: Recipe): readonly Alarm[] {
  const hasRows = dataset.evalFiles.length > 0 || dataset.evalShare > 0;
  if (hasRows && training.evalEvery > 0) return [];
  return [
    {
      level: 'warning',
      code: 'NOT_EVALUATED',
      title: 'Nothing is evaluated: only the training loss tells how it goes, and it also falls when rows are learnt by heart',
      advice: hasRows ? 'Set evalEvery to a number of steps.' : 'Keep a share of the rows for evaluation, or name an evaluation file.',
      step: null,
    },
  ];
}
