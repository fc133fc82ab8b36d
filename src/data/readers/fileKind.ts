/** What a dataset file is, told by its first bytes and never by its extension, and how files that cannot be read yet are refused. */
import { type ErrorCode, MixwrightError } from '../../shared/errors.ts';
import { isJson } from './isJson.ts';

interface Refused {
  readonly code: ErrorCode;
  readonly what: string;
  readonly hint: string;
}

const toJsonl = 'save it as JSON lines: in Python, datasets.Dataset.to_json("rows.jsonl")';
const unpack = 'unpack it first, or compress with gzip, which is read as it is';

/** Magic bytes in Latin-1. `notYet` kinds are sound files of a kind that has not landed. */
const magics: readonly { readonly magic: string; readonly refused: Refused }[] = [
  { magic: 'PAR1', refused: { code: 'NOT_AVAILABLE', what: 'a Parquet file', hint: toJsonl } },
  { magic: 'ARROW1', refused: { code: 'NOT_AVAILABLE', what: 'an Arrow file', hint: toJsonl } },
  { magic: '\xff\xff\xff\xff', refused: { code: 'NOT_AVAILABLE', what: 'an Arrow stream', hint: toJsonl } },
  { magic: '\x28\xb5\x2f\xfd', refused: { code: 'NOT_AVAILABLE', what: 'a zstd archive', hint: unpack } },
  { magic: 'BZh', refused: { code: 'NOT_AVAILABLE', what: 'a bzip2 archive', hint: unpack } },
  { magic: '\xfd7zXZ', refused: { code: 'NOT_AVAILABLE', what: 'an xz archive', hint: unpack } },
  {
    magic: 'PK\x03\x04',
    refused: { code: 'NOT_AVAILABLE', what: 'a ZIP archive (or an Excel sheet)', hint: `${unpack}; a sheet: export it and convert it to JSON lines` },
  },
  { magic: 'SQLite format 3', refused: { code: 'NOT_AVAILABLE', what: 'an SQLite database', hint: 'export the table as JSON lines' } },
  {
    magic: '%PDF',
    refused: { code: 'BAD_DATASET', what: 'a PDF document', hint: 'datasets are JSON lines or JSON; extract the text into rows of {"text": …}' },
  },
  { magic: '\x80', refused: { code: 'BAD_DATASET', what: 'a pickle or another binary file', hint: `pickles can run code and are never opened; ${toJsonl}` } },
  {
    magic: 'version https://git-lfs',
    refused: {
      code: 'BAD_DATASET',
      what: 'a Git LFS pointer, not the data',
      hint: 'fetch the data themselves with "git lfs pull" or download the file from its web page',
    },
  },
];

const binary: Refused = { code: 'BAD_DATASET', what: 'a picture or another binary file', hint: 'datasets are rows of text: JSON lines or JSON' };

/** @throws MixwrightError NOT_AVAILABLE or BAD_DATASET when the first bytes say that this is no JSON text. */
export function refuseBinary(head: Uint8Array, file: string): void {
  const latin = Array.from(head.subarray(0, 32), (byte) => String.fromCharCode(byte)).join('');
  const found = magics.find(({ magic }) => latin.startsWith(magic));
  if (found) throw refusal(found.refused, file);
  // No text holds a zero; pictures, sounds, programs and weights do, right at the beginning.
  if (latin.includes('\0')) throw refusal(binary, file);
}

/** UTF-16 by its byte-order mark; without one, text whose every second byte is zero is refused rather than guessed. */
export function textEncoding(head: Uint8Array, file: string): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 4096);
  const zeros = [0, 1].map((parity) => sample.reduce((count, byte, i) => count + (byte === 0 && i % 2 === parity ? 1 : 0), 0));
  // All on one side: on both they are those of a binary file.
  if (Math.max(...zeros) > sample.length / 4 && Math.min(...zeros) < sample.length / 40) {
    throw new MixwrightError('BAD_DATASET', `${file}: expected UTF-8 text, every second byte is zero: it looks like UTF-16 without a byte-order mark`, {
      file,
      hint: 'save it again as UTF-8 (in PowerShell: Get-Content -Encoding unicode in.json | Set-Content -Encoding utf8 out.json)',
    });
  }
  return 'utf-8';
}

export type JsonKind = 'jsonl' | 'array' | 'object';

/**
 * JSON lines, one JSON array, or one JSON object, from the file's first characters.
 * @throws MixwrightError when it is none of them: NOT_AVAILABLE for tables, BAD_DATASET otherwise.
 */
export function jsonKind(head: string, file: string): JsonKind {
  const lines = head.split('\n').filter((line) => line.trim() !== '');
  const first = lines[0]?.trimStart();
  if (first === undefined) {
    throw new MixwrightError('BAD_DATASET', `${file}: expected rows, the file is empty`, {
      file,
      hint: 'write one JSON object per line, such as {"messages": […]}',
    });
  }
  if (first.startsWith('[')) return 'array';
  if (first.startsWith('{')) return startsLines(first, lines) ? 'jsonl' : 'object';
  // One damaged line at the top must not hide the good ones below.
  if (lines.slice(1, 20).some((line) => line.trimStart().startsWith('{'))) return 'jsonl';
  throw refusal(textRefusal(first), file);
}

/** Whether a text that starts with "{" has a row per line, rather than one object spread over lines or filling one long line. */
function startsLines(first: string, lines: readonly string[]): boolean {
  const second = lines[1]?.trimStart();
  if (second === undefined) return false;
  return second.startsWith('{') || isJson(first);
}

function textRefusal(first: string): Refused {
  const table = ['\t', ',', ';'].find((separator) => first.split(separator).length > 1);
  if (table) {
    return {
      code: 'NOT_AVAILABLE',
      what: 'a table (CSV or TSV)',
      hint: 'save it as JSON lines: in Python, pandas.read_csv("rows.csv").to_json("rows.jsonl", orient="records", lines=True)',
    };
  }
  if (first.startsWith('<'))
    return { code: 'BAD_DATASET', what: 'a web page or XML', hint: 'the download was probably a login or error page: fetch the file itself' };
  return { code: 'NOT_AVAILABLE', what: 'plain text', hint: 'write rows of {"text": "…"}, one JSON object per line' };
}

function refusal({ code, what, hint }: Refused, file: string): MixwrightError {
  const later = code === 'NOT_AVAILABLE' ? '; reading it is not available yet' : '';
  return new MixwrightError(code, `${file}: expected JSON lines or JSON, got ${what}${later}`, { file, hint });
}
