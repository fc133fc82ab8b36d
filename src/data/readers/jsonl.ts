/** JSON lines: a row per line. Lines end at \n alone (U+2028 may stand inside strings); blank lines are no rows. */
import type { Problem } from '../data.ts';
import type { RawRow } from './rawRow.ts';

/** A longer line is no row but a file without line ends; it is listed and skipped. UTF-16 units. */
const MAX_LINE = 64 * 2 ** 20;

export async function* readJsonl(chunks: AsyncIterable<string>, file: string): AsyncGenerator<RawRow> {
  let line = 0;
  for await (const text of splitLines(chunks)) {
    line++;
    if (text === null) yield { problems: [tooLong(file, line)] };
    else if (text.trim() !== '') yield { file, line, text };
  }
}

/** Lines without their ends; null stands for one beyond MAX_LINE. */
async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string | null> {
  let parts: string[] = [];
  let length = 0;
  const finish = (): string | null => {
    const line = length > MAX_LINE ? null : parts.join('');
    parts = [];
    length = 0;
    return line?.endsWith('\r') ? line.slice(0, -1) : line;
  };
  const add = (part: string): void => {
    length += part.length;
    if (length <= MAX_LINE) parts.push(part);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      add(chunk.slice(start, end));
      yield finish();
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.slice(start));
  }
  if (length > 0) yield finish();
}

function tooLong(file: string, line: number): Problem {
  return {
    file,
    line,
    severity: 'error',
    code: 'ROW_TOO_LONG',
    message: `expected a row of at most ${MAX_LINE / 2 ** 20} MiB, the line goes on beyond that`,
    fix: 'split the row into several documents; a file without line ends should be one JSON array',
  };
}
