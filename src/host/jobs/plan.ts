/** What a recipe would train and take, before anything is allocated; and what would make it smaller. */
import { elementCount } from '../../engine/shape.ts';
import { findTrainingMethod } from '../../methods/index.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobOf, PlanReport, WayOut } from '../../shared/jobs.ts';
import { readRecipe } from '../../shared/readRecipe.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { listTensors } from '../../training/proofs/tensorLists.ts';
import { openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import { openSetup, type RunSetup } from '../run/setup.ts';

export const plan: JobHandler<'plan'> = async (job, control) => {
  const { executor, id, memoryFree: available } = await openExecutor({ device: job.recipe.device, trains: true });
  try {
    const measure = async (recipe: Recipe): Promise<Pick<RunSetup, 'programs' | 'plan'>> => {
      const setup = await openSetup({ ...job, recipe }, executor, available);
      await setup.base.close();
      return setup;
    };
    const { programs, plan: memory } = await measure(job.recipe);
    const { trainable, frozen } = listTensors(programs);
    const brief = ({ tensor, bytes }: (typeof trainable)[number]): PlanReport['trainable'][number] => ({ tensor, bytes });
    const scalars = (list: typeof trainable): number => list.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    return {
      trainable: trainable.map(brief),
      frozen: frozen.map(brief),
      parameters: { trainable: scalars(trainable), total: scalars(trainable) + scalars(frozen) },
      memory,
      device: { id, available },
      fits: memory.total <= available,
      ways: await waysOut(job, measure, { total: memory.total, control }),
    };
  } finally {
    executor.dispose();
  }
};

interface Candidate {
  readonly sets: readonly string[];
  readonly cost: string;
}

/** Each change alone, with the total it leads to, smallest first; only those that save something. */
async function waysOut(
  { recipe }: JobOf<'plan'>,
  measure: (recipe: Recipe) => Promise<Pick<RunSetup, 'plan'>>,
  { total, control }: { readonly total: number; readonly control: HostControl },
): Promise<PlanReport['ways']> {
  const ways: WayOut[] = [];
  for (const { sets, cost } of candidates(recipe.training)) {
    control.signal.throwIfAborted();
    const memory = await measure(withSets(recipe, sets)).then(
      (setup) => setup.plan.total,
      (error: unknown) => {
        if (error instanceof MixwrightError) return total;
        throw error;
      },
    );
    if (memory < total) ways.push({ change: sets.join(', '), sets, memory, cost });
  }
  return ways.sort((a, b) => a.memory - b.memory);
}

/** The very change that the face will make. */
function withSets(recipe: Recipe, sets: readonly string[]): Recipe {
  return readRecipe(recipe, { findMethod: findTrainingMethod, resolvePath: (path) => path, sets });
}

function candidates({ recompute, microBatch, accumulation, sequenceLength, frozenDtype }: Recipe['training']): readonly Candidate[] {
  const shorter = Math.floor(sequenceLength / 2);
  return [
    ...(recompute === 'block'
      ? []
      : [{ sets: ['training.recompute=block'], cost: 'slower by about a third: every block is computed twice; the result is the same' }]),
    ...(microBatch > 1
      ? [
          {
            sets: ['training.microBatch=1', `training.accumulation=${accumulation * microBatch}`],
            cost: `slower: ${accumulation * microBatch} small products in place of ${accumulation} large; a step sees as many sequences as before`,
          },
        ]
      : []),
    ...(sequenceLength >= 64
      ? [{ sets: [`training.sequenceLength=${shorter}`], cost: `rows longer than ${shorter} tokens are cut or split, and a step sees half the tokens` }]
      : []),
    ...frozenKinds.filter(({ dtype }) => dtype !== frozenDtype).map(({ dtype, cost }) => ({ sets: [`training.frozenDtype=${dtype}`], cost })),
  ];
}

const frozenKinds: readonly { readonly dtype: Recipe['training']['frozenDtype']; readonly cost: string }[] = [
  { dtype: 'q8_0', cost: 'frozen weights are rounded to 8 bits: hardly worse' },
  { dtype: 'q4_K', cost: 'frozen weights are rounded to 4 bits: somewhat worse, and each step unpacks them' },
];
