/** What a fix is: one kind of defect, mended in every row of a dataset when its mended copy is written. */
import type { DataRecord } from '../data.ts';
import type { Model } from '../examine.ts';

/** In the order in which they are applied: first how rows are read, then each row by itself, then rows against each other. */
export const fixIds = [
  'one-shape',
  'convert-python',
  'chosen-answers',
  'strip-characters',
  'strip-markup',
  'drop-damaged',
  'system-first',
  'fold-system',
  'drop-leading-answer',
  'merge-turns',
  'drop-trailing',
  'split-answers',
  'trim-over-long',
  'drop-over-long',
  'drop-rejected',
  'drop-overlap',
  'drop-duplicates',
] as const;
export type FixId = (typeof fixIds)[number];

export interface Fix {
  readonly name: string;
  readonly help: string;
  /** Problem codes it takes care of. */
  readonly codes: readonly string[];
  /** Whether nearly everyone wants it: nothing that could be meant is lost. */
  readonly recommended: boolean;
  /**
   * What stands in the row's place: the same record where it has no such defect, none where the row goes. Absent where reading,
   * comparing or writing does it (clean.ts).
   */
  apply?(record: DataRecord, model: Model | null): readonly DataRecord[];
}
