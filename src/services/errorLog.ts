/** What went wrong inside the application and is nobody's fault but ours: kept in the data directory, for a bug report. */
import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The file before it is kept too. */
const mostBytes = 2 ** 20;

export interface ErrorLog {
  readonly file: string;
  /** Never fails: there is nowhere left to say so. */
  add(error: unknown, where: string): void;
}

export function openErrorLog(dataDirectory: string): ErrorLog {
  const file = join(dataDirectory, 'errors.log');
  let writing = Promise.resolve();
  return {
    file,
    add(error, where) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      writing = writing.then(() => append(file, `${new Date().toISOString()} ${where}\n${text}\n\n`)).catch(() => undefined);
    },
  };
}

async function append(file: string, text: string): Promise<void> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size > mostBytes) await rename(file, `${file}.old`);
  await appendFile(file, text, { mode: 0o600 });
}
