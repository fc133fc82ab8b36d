/** Assignments of --set in words: training.microBatch=1 → "micro batch 1". */
import { optionLabel } from '../../components/options/optionText.ts';

export function changeWords(sets: readonly string[]): string {
  return sets.map(oneInWords).join(', ');
}

function oneInWords(assignment: string): string {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, equals).split('.');
  return `${optionLabel(path.at(-1) ?? '').toLowerCase()} ${assignment.slice(equals + 1)}`;
}
