/** Which format a file's rows have: guessed from the first of them, or as the user says. */
import { MixwrightError } from '../shared/errors.ts';
import { didYouMean } from '../shared/options.ts';
import type { Row } from './data.ts';
import type { DatasetFormat, Detection, Mapping } from './formats/format.ts';
import { datasetFormats } from './formats/index.ts';

/** Rows looked at. */
export const DETECTION_ROWS = 200;
/** From this share of fitting rows on, the first format in order wins without comparing. */
const CERTAIN = 0.95;
/** Below this share no format is assumed. */
const POSSIBLE = 0.3;

export interface Wanted {
  readonly format: string | null;
  /** Field → column; overrides the guess. */
  readonly map: Mapping;
  readonly taskField: string | null;
}

export interface DetectedFormat extends Detection {
  readonly format: DatasetFormat;
}

/**
 * @param rows the first DETECTION_ROWS rows that could be read.
 * @throws MixwrightError BAD_DATASET when no format fits or the wish cannot be met.
 */
export function detectFormat(rows: readonly Row[], wanted: Wanted, file: string): DetectedFormat {
  const chosen = wanted.format === null ? guess(rows, wanted.map, file) : named(wanted.format, rows);
  const mapping: Record<string, string> = { ...chosen.mapping };
  for (const [field, column] of Object.entries(wanted.map)) {
    if (!Object.hasOwn(chosen.format.fields, field)) {
      throw new MixwrightError('BAD_DATASET', `format ${chosen.format.id} has no field "${field}" to map`, {
        file,
        field,
        hint: didYouMean(field, Object.keys(chosen.format.fields)),
      });
    }
    refuseUnknownColumn(column, rows, file);
    mapping[field] = column;
  }
  if (wanted.taskField !== null) {
    refuseUnknownColumn(wanted.taskField, rows, file);
    mapping.task = wanted.taskField;
  }
  return { ...chosen, mapping };
}

function named(id: string, rows: readonly Row[]): DetectedFormat {
  const format = datasetFormats.find((candidate) => candidate.id === id.toLowerCase());
  if (!format) {
    throw new MixwrightError('BAD_DATASET', `there is no dataset format "${id}"`, {
      field: 'format',
      hint: didYouMean(
        id,
        datasetFormats.map((candidate) => candidate.id),
      ),
    });
  }
  return { format, ...format.detect(rows), confidence: 1 };
}

function guess(rows: readonly Row[], map: Mapping, file: string): DetectedFormat {
  // A mapping names fields of one format: with those columns it may fit where the guess alone would not.
  const pool = datasetFormats.filter(({ id, fields }) => id !== 'preference-chosen' && Object.keys(map).every((field) => Object.hasOwn(fields, field)));
  const candidates = (pool.length > 0 ? pool : datasetFormats).map((format) => ({ format, ...format.detect(rows) }));
  const certain = candidates.find(({ confidence }) => confidence >= CERTAIN);
  if (certain) return certain;
  if (Object.keys(map).length > 0) return { ...(candidates[0] as DetectedFormat), confidence: 1 };
  const best = candidates.reduce((a, b) => (b.confidence > a.confidence ? b : a));
  if (best.confidence >= POSSIBLE) return best;
  throw new MixwrightError('BAD_DATASET', `${file}: expected a known shape of rows, got the columns ${columnsOf(rows).join(', ') || '(none)'}`, {
    file,
    hint: 'name the format and its columns, such as --format question-answer --map question=COLUMN --map answer=COLUMN',
  });
}

function refuseUnknownColumn(column: string, rows: readonly Row[], file: string): void {
  const columns = columnsOf(rows);
  if (rows.length > 0 && !columns.includes(column)) {
    throw new MixwrightError('BAD_DATASET', `${file}: expected a column "${column}", the rows have ${columns.join(', ')}`, {
      file,
      field: column,
      hint: didYouMean(column, columns),
    });
  }
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row.value)))];
}
