/** What a recipe would train and take, before anything is allocated; and what would make it smaller. */
import { MixwrightError } from '../../shared/errors.ts';
import type { JobOf, PlanReport } from '../../shared/jobs.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { listTensors } from '../../training/proofs/tensorLists.ts';
import { openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import { openSetup, type RunSetup } from '../run/setup.ts';

export const plan: JobHandler<'plan'> = async (job, control) => {
  const { executor, id } = openExecutor({ device: job.recipe.device });
  try {
    const available = executor.device.memoryFree;
    const measure = async (recipe: Recipe): Promise<Pick<RunSetup, 'programs' | 'plan'>> => {
      const setup = await openSetup({ ...job, recipe }, executor, available);
      await setup.base.close();
      return setup;
    };
    const { programs, plan: memory } = await measure(job.recipe);
    const { trainable, frozen } = listTensors(programs);
    const brief = ({ tensor, bytes }: (typeof trainable)[number]): PlanReport['trainable'][number] => ({ tensor, bytes });
    return {
      trainable: trainable.map(brief),
      frozen: frozen.map(brief),
      memory,
      device: { id, available },
      fits: memory.total <= available,
      ways: await waysOut(job, measure, { total: memory.total, control }),
    };
  } finally {
    executor.dispose();
  }
};

/** Each change alone, with the total it leads to, smallest first; only those that save something. */
async function waysOut(
  { recipe }: JobOf<'plan'>,
  measure: (recipe: Recipe) => Promise<Pick<RunSetup, 'plan'>>,
  { total, control }: { readonly total: number; readonly control: HostControl },
): Promise<PlanReport['ways']> {
  const { training } = recipe;
  const shorter = Math.floor(training.sequenceLength / 2);
  const candidates: readonly { readonly change: string; readonly training: Partial<Recipe['training']> }[] = [
    ...(training.recompute === 'block' ? [] : [{ change: 'training.recompute=block', training: { recompute: 'block' } as const }]),
    ...(training.microBatch > 1
      ? [
          {
            change: `training.microBatch=1, training.accumulation=${training.accumulation * training.microBatch}`,
            training: { microBatch: 1, accumulation: training.accumulation * training.microBatch },
          },
        ]
      : []),
    ...(training.sequenceLength >= 64 ? [{ change: `training.sequenceLength=${shorter}`, training: { sequenceLength: shorter } }] : []),
    ...(['q8_0', 'q4_K'] as const)
      .filter((dtype) => training.frozenDtype !== dtype)
      .map((dtype) => ({ change: `training.frozenDtype=${dtype}`, training: { frozenDtype: dtype } })),
  ];
  const ways = [];
  for (const { change, training: changed } of candidates) {
    control.signal.throwIfAborted();
    const memory = await measure({ ...recipe, training: { ...training, ...changed } }).then(
      (setup) => setup.plan.total,
      (error: unknown) => {
        if (error instanceof MixwrightError) return total;
        throw error;
      },
    );
    if (memory < total) ways.push({ change, memory });
  }
  return ways.sort((a, b) => a.memory - b.memory);
}
