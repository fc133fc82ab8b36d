/** Which of the rows sorted by expert are whose: data, read by host steps. */
import { MixwrightError } from '../../../shared/errors.ts';

/** Rows [start, start + length) of the sorted rows: one expert's. */
export interface Rows {
  readonly start: number;
  readonly length: number;
}

/** Visits every expert's stretch of the sorted rows. Offsets that do not share out all rows would make ggml abort the process. */
export function forEachGroup(offsets: Int32Array, rowCount: number, visit: (expert: number, rows: Rows) => void): void {
  if (offsets[0] !== 0 || offsets.at(-1) !== rowCount || offsets.some((offset, i) => i > 0 && offset < (offsets[i - 1] as number))) {
    throw new MixwrightError('INTERNAL', `offsets [${offsets.join(', ')}] do not share out ${rowCount} rows among experts`);
  }
  for (let expert = 0; expert + 1 < offsets.length; expert++) {
    const start = offsets[expert] as number;
    visit(expert, { start, length: (offsets[expert + 1] as number) - start });
  }
}
