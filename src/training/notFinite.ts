/** The refusal to go on with numbers that are none: says the step, the rows it was computed from, and where to go back to. */
import type { Batch, SampleSource } from '../data/data.ts';
import { MixwrightError } from '../shared/errors.ts';

/** Rows named in the message. */
const shownRows = 6;

export interface NotFinite {
  readonly step: number;
  /** "the loss is NaN". */
  readonly what: string;
  /** The micro-batches it shows in, or all of the step's. */
  readonly batches: readonly Batch[];
  /** Folder of the last good checkpoint. */
  readonly checkpoint: string | null;
}

/** An error of code NOT_FINITE; nothing was updated from the bad numbers. */
export function notFiniteError({ step, what, batches, checkpoint }: NotFinite): MixwrightError {
  const rows = batches.flatMap(({ sources }) => sources.flat());
  const [first] = rows;
  const back = checkpoint ? `the last good checkpoint is ${checkpoint}` : 'no checkpoint was written yet';
  return new MixwrightError('NOT_FINITE', `step ${step}: expected finite numbers, but ${what}; the batch holds ${showRows(rows)}`, {
    ...(first && { file: first.file, line: first.line }),
    hint: `${back}. A lower learningRate, a longer warm-up or a maxGradNorm usually helps; if these rows are odd, leave them out`,
  });
}

/** A number as JSON cannot show it. */
export function showNumber(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'infinite' : 'negative infinite';
}

function showRows(rows: readonly SampleSource[]): string {
  const names = [...new Set(rows.map(({ file, line }) => `${file}:${line}`))];
  if (names.length === 0) return 'no rows';
  const more = names.length - shownRows;
  return `the rows ${names.slice(0, shownRows).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
