/** A grid over recipe fields: every combination of the values named. */
import { MixwrightError } from '../../shared/errors.ts';

export interface GridAxis {
  /** As --set takes it: training.learningRate, methods.mixlora.rank. */
  readonly path: string;
  readonly values: readonly unknown[];
}

export interface Combination {
  /** Assignments of --set. */
  readonly sets: readonly string[];
  /** What tells it from the others, for its name: "rank 8, learningRate 0.002". */
  readonly label: string;
}

/** More would hardly be meant. */
const mostCombinations = 64;

/** The last axis changes fastest. @throws MixwrightError BAD_USAGE for too many. */
export function combinations(grid: readonly GridAxis[]): readonly Combination[] {
  const count = grid.reduce((product, { values }) => product * values.length, 1);
  if (count > mostCombinations) {
    throw new MixwrightError('BAD_USAGE', `the grid has ${count} combinations; expected at most ${mostCombinations}`, { hint: 'name fewer values' });
  }
  return grid
    .reduce<readonly (readonly Choice[])[]>((rows, { path, values }) => rows.flatMap((row) => values.map((value) => [...row, { path, value }])), [[]])
    .map((choices) => ({
      sets: choices.map(({ path, value }) => `${path}=${JSON.stringify(value)}`),
      label: choices.map(({ path, value }) => `${path.split('.').at(-1)} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', '),
    }));
}

interface Choice {
  readonly path: string;
  readonly value: unknown;
}
