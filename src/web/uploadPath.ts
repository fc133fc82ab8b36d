/** Where an uploaded file is put: names from outside stay below their folder, whatever they say. */
import { MixwrightError } from '../shared/errors.ts';

const mostParts = 32;
const mostBytes = 255;

/**
 * @param name as the page gives it; a dropped folder's files keep their place in it: `chats/2026/may.jsonl`.
 * @returns its parts, each a plain file name on every system.
 * @throws MixwrightError BAD_USAGE.
 */
export function uploadParts(name: string): readonly string[] {
  const parts = name.split('/');
  const problem =
    name === ''
      ? 'it is empty'
      : parts.length > mostParts
        ? `it lies more than ${mostParts} folders deep`
        : parts.map(partProblem).find((found) => found !== null);
  if (problem != null) throw refused('name', `the file name ${JSON.stringify(name)} cannot be used: ${problem}`);
  // Windows takes neither these characters nor a dot or space at the end.
  return parts.map((part) => part.replaceAll(/[<>:"|?*]/g, '_').replace(/[. ]$/, '_'));
}

/**
 * The folder of one drop, below the uploads folder; files of one batch lie side by side.
 * @throws MixwrightError BAD_USAGE.
 */
export function checkBatch(batch: string): string {
  if (!/^[A-Za-z0-9-]{8,64}$/.test(batch)) throw refused('batch', 'expected 8 to 64 letters, digits or hyphens for the batch of an upload');
  return batch;
}

function partProblem(part: string): string | null {
  if (part === '') return 'one of its folders has no name';
  if (part === '.' || part === '..') return 'it leads out of its folder';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  if (/[\u0000-\u001f\u007f\\]/.test(part)) return 'it has a backslash or a control character';
  if (Buffer.byteLength(part) > mostBytes) return `"${part.slice(0, 20)}…" is longer than ${mostBytes} bytes`;
  return null;
}

function refused(field: string, message: string): MixwrightError {
  return new MixwrightError('BAD_USAGE', message, { field, hint: 'rename the file and drop it again' });
}
