/** How strong the strongest colour of a load heatmap is. */
import type { RouterFrames } from '../../../shared/api/runs.ts';

/** Twice the balanced load has the strongest colour at least. */
const leastMax = 2;
/** Of the busiest experts, one for each router and step: what is rarer, as in the first steps, is no stronger. */
const share = 0.95;

/** In multiples of the balanced load. Every cell is looked at: a stride over them passes over the same experts in each layer. */
export function loadScale({ experts, load }: Pick<RouterFrames, 'experts' | 'load'>): number {
  const busiest = Float32Array.from({ length: load.length / experts }, (_, router) =>
    load.subarray(router * experts, (router + 1) * experts).reduce((most, value) => (value > most ? value : most), 0),
  ).sort();
  return Math.max(leastMax, busiest[Math.floor(busiest.length * share)] ?? 0);
}
