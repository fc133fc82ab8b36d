/** How a job says its dataset is to be read, in the words of the data folder. */
import type { Wanted } from '../../data/detect.ts';
import type { DatasetReference } from '../../shared/jobs.ts';

export function wantedOf({ format, map, taskField }: DatasetReference): Wanted {
  return { format, map, taskField };
}
