/** Every method, one line each: forms, flags, docs and contract suites are drawn from this. */
import { MixwrightError } from '../shared/errors.ts';
import { didYouMean } from '../shared/options.ts';
import { lora } from './adapters/lora.ts';
import { loadBalancingLoss } from './balance/loadBalancingLoss.ts';
import { dropUpcycling } from './conversion/dropUpcycling.ts';
import { sparseUpcycling } from './conversion/sparseUpcycling.ts';
import { mixlora } from './experts/mixlora.ts';
import { full } from './full/full.ts';
import { routerZLoss } from './losses/routerZLoss.ts';
import type { ConversionMethod, Method, TrainingMethod } from './method.ts';

export const methods: readonly Method[] = [full, lora, sparseUpcycling, dropUpcycling, mixlora, loadBalancingLoss, routerZLoss];

export function findMethod(id: string): Method {
  const found = methods.find((method) => method.id === id);
  if (found) return found;
  throw new MixwrightError(
    planned.has(id) ? 'NOT_AVAILABLE' : 'BAD_RECIPE',
    planned.has(id) ? `method "${id}" has not landed yet` : `there is no method "${id}"`,
    {
      field: 'methods',
      hint: didYouMean(
        id,
        methods.map((method) => method.id),
      ),
    },
  );
}

export function findTrainingMethod(id: string): TrainingMethod {
  const method = findMethod(id);
  if (method.kind !== 'conversion') return method as TrainingMethod;
  throw new MixwrightError('BAD_RECIPE', `"${id}" converts a model on disk and cannot stand in a recipe`, {
    field: 'methods',
    hint: `run: mixwright convert MODEL --method ${id} -o DIR`,
  });
}

export function findConversionMethod(id: string): ConversionMethod {
  const method = findMethod(id);
  if (method.kind === 'conversion') return method as ConversionMethod;
  throw new MixwrightError('BAD_USAGE', `"${id}" trains a model and converts nothing`, {
    hint: `put it in a recipe; conversions: ${methods
      .filter(({ kind }) => kind === 'conversion')
      .map((other) => other.id)
      .join(', ')}`,
  });
}

/** Ids that CLI.md promises for later: an unknown name deserves a different answer. */
const planned: ReadonlySet<string> = new Set(['lora-mixer', 's2ft', 'bias-balancing', 'esft', 'router-policy']);
