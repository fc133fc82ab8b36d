/** What is chosen where a model stands, however it was written: an id, a path, a run, RUN@step. */
import type { ModelChoice } from '../../shared/api/models.ts';
import { useCall } from './useCall.ts';

export function findModelChoice(choices: readonly ModelChoice[], text: string): ModelChoice | null {
  return choices.find((choice) => choice.text === text || choice.aliases.includes(text)) ?? otherCheckpoint(choices, text);
}

/** Undefined while the list is read; null for what is not in it. */
export function useModelChoice(text: string | null): ModelChoice | null | undefined {
  const { data } = useCall('models.choices', {}, { enabled: text !== null });
  return text === null ? null : data && findModelChoice(data, text);
}

/** RUN@step of a run whose other checkpoints are listed. */
function otherCheckpoint(choices: readonly ModelChoice[], text: string): ModelChoice | null {
  const [run, step] = text.split('@');
  const sibling = step !== undefined && /^\d+$/.test(step) ? choices.find((choice) => choice.kind === 'run' && choice.text.startsWith(`${run}@`)) : undefined;
  if (!sibling) return null;
  return { ...sibling, text, aliases: [], name: `${sibling.name.replace(/ \((best|last)\)$/, '')} (step ${step})`, detail: `step ${step}` };
}
