/** How many bytes lowered programs take, by kind. */
import type { Variable, VariableKind } from '../../graph.ts';
import type { MemoryPlan } from '../executor.ts';
import type { Lowered } from './lowering.ts';

const kindOf: Readonly<Record<VariableKind, Exclude<keyof MemoryPlan, 'activations' | 'total'>>> = {
  frozen: 'frozen',
  trained: 'trained',
  optimizer: 'optimizer',
  gradient: 'gradients',
  buffer: 'scratch',
};

/**
 * @param bytesOf a variable's bytes: as they will be, or as they are.
 * @param constantBytes of all constants, which are scratch.
 */
export function memoryOf({ leaves, programs }: Lowered, bytesOf: (variable: Variable) => number, constantBytes: number): MemoryPlan {
  const bytes = { frozen: 0, trained: 0, optimizer: 0, gradients: 0, activations: 0, scratch: constantBytes };
  for (const variable of leaves.variables.keys()) bytes[kindOf[variable.kind]] += bytesOf(variable);
  // Programs run one at a time, and nothing of one is left when the next begins.
  for (const { peakBytes } of programs.values()) bytes.activations = Math.max(bytes.activations, peakBytes);
  return { ...bytes, total: Object.values(bytes).reduce((sum, part) => sum + part, 0) };
}
