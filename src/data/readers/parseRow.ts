/** One row's JSON text → Row, or a Problem that says where in the text it went wrong. */
import type { Problem, Row } from '../data.ts';
import { parseStringified } from '../formats/content.ts';
import { isJson } from './isJson.ts';
import { parsePythonLiteral } from './pythonLiteral.ts';

/** A row with what was mended while reading it, or only the problem that rejects it. */
export interface RowOutcome {
  readonly row?: Row;
  readonly problems: readonly Problem[];
}

export interface RowText {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** JSON as Python writes it: NaN and infinities outside of strings. */
const stringOrNan = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
const pythonLiteral = /"(?:[^"\\]|\\.)*"|(\b(?:None|True|False)\b)/g;

export interface ParseOptions {
  /** Read Python's notation too, rows and the lists inside of them, rather than reject it. */
  readonly python?: boolean;
}

export function parseRow(given: RowText, { python = false }: ParseOptions = {}): RowOutcome {
  const outcome = parseJsonRow(given);
  return python ? withoutPython(given, outcome) : outcome;
}

/** What was rejected as Python's notation, and texts of a row that hold lists in it, as the values they mean. */
function withoutPython({ file, line, text }: RowText, outcome: RowOutcome): RowOutcome {
  if (outcome.row) {
    const columns = Object.entries(outcome.row.value).map(([column, value]) => [
      column,
      parseStringified(value).python ? (parsePythonLiteral(value as string) ?? value) : value,
    ]);
    return { ...outcome, row: { ...outcome.row, value: Object.fromEntries(columns) } };
  }
  if (!outcome.problems.some(({ code }) => code === 'PYTHON_LITERAL')) return outcome;
  const value = parsePythonLiteral(text);
  return isObject(value) ? { row: { file, line, value }, problems: [] } : outcome;
}

function isObject(value: unknown): value is Row['value'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJsonRow({ file, line, text }: RowText): RowOutcome {
  const problems: Problem[] = [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const mended = text.replace(stringOrNan, (found) => (found.startsWith('"') ? found : 'null'));
    if (mended === text || !isJson(mended)) return { problems: [badJson({ file, line, text }, error)] };
    value = JSON.parse(mended);
    problems.push({
      file,
      line,
      severity: 'warning',
      code: 'NAN_LITERAL',
      message: 'NaN or Infinity stands where JSON wants a number; read as null',
      fix: 'write null (in Python: json.dumps(row, allow_nan=False) finds the place)',
    });
  }
  if (!isObject(value)) {
    const message = `expected an object with named fields, got ${describe(value)}`;
    return {
      problems: [...problems, { file, line, severity: 'error', code: 'NOT_AN_OBJECT', message, fix: 'write {"messages": […]} or another known shape per row' }],
    };
  }
  return { row: { file, line, value }, problems };
}

/** Type and first characters of a value, for messages. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  const kind = Array.isArray(value) ? `a list of ${value.length}` : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  const shown = JSON.stringify(value);
  return `${kind} (${shown.length > 40 ? `${shown.slice(0, 40)}…` : shown})`;
}

function badJson(row: RowText, error: unknown): Problem {
  const { file, line, text } = row;
  if (looksLikePython(text)) {
    return {
      file,
      line,
      severity: 'error',
      code: 'PYTHON_LITERAL',
      message: `this is Python's notation (single quotes, None, True), not JSON: ${excerpt(text, 0)}`,
      fix: 'write the row with json.dumps(row), not str(row)',
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  const position = Number(/position (\d+)/.exec(reason)?.[1] ?? (/end of JSON/i.test(reason) ? text.length : locate(text)));
  const said = reason.replace(/,? *(?:in JSON)? at position.*$/s, '').replace(/, ?".*" is not valid JSON$/s, '');
  return {
    file,
    line,
    severity: 'error',
    code: 'BAD_JSON',
    message: `${said} at column ${position + 1}: ${excerpt(text, position)}`,
    fix: 'mend or delete the row; rows written by json.dumps or JSON.stringify are sound',
  };
}

/** V8 leaves the position out of messages about short texts: the longest prefix that fails only by ending marks it. */
function locate(text: string): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (failsOnlyByEnding(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function failsOnlyByEnding(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    return /end of JSON|Unterminated/i.test((error as Error).message) || /position (\d+)/.exec((error as Error).message)?.[1] === String(text.length);
  }
}

function looksLikePython(text: string): boolean {
  if (/^\s*\{\s*'/.test(text)) return true;
  for (const match of text.matchAll(pythonLiteral)) if (match[1]) return true;
  return false;
}

function excerpt(text: string, position: number): string {
  const from = Math.max(0, Math.min(position - 30, text.length - 60));
  const shown = text.slice(from, from + 60).replace(/\s+/g, ' ');
  return `${from > 0 ? '…' : ''}${shown}${from + 60 < text.length ? '…' : ''}`;
}
