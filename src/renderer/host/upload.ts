/** Files brought to the application's machine, with byte progress; one drop is one batch and keeps its folders. */
import { type ErrorObject, fromErrorObject, MixwrightError } from '../../shared/errors.ts';
import type { NamedFile } from './droppedItems.ts';
import type { TransferProgress } from './host.ts';

/**
 * @param items the files of each dropped item; a folder's bear its name first.
 * @returns one path per item: the file's, or the folder's.
 * @throws MixwrightError STOPPED, DISK_FULL, DISCONNECTED, NOT_FOUND for an empty folder.
 */
export async function uploadFiles(
  items: readonly (readonly NamedFile[])[],
  onProgress: (progress: TransferProgress) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const batch = crypto.randomUUID();
  const totalBytes = items.flat().reduce((sum, { file }) => sum + file.size, 0);
  const paths: string[] = [];
  let sent = 0;
  for (const files of items) {
    let root: string | null = null;
    for (const named of files) {
      const path = await putFile(named, batch, (bytes) => onProgress({ name: named.name, doneBytes: sent + bytes, totalBytes }), signal);
      sent += named.file.size;
      root ??= rootOf(path, named.name);
    }
    if (root === null)
      throw new MixwrightError('NOT_FOUND', 'a folder that was dropped holds no files', { hint: 'drop the folder that holds the files themselves' });
    paths.push(root);
  }
  return paths;
}

/** Where the item itself lies: the uploaded path without what lies below the item's own name. */
function rootOf(path: string, name: string): string {
  const slash = name.indexOf('/');
  return slash === -1 ? path : path.slice(0, path.length - (name.length - slash));
}

/** XMLHttpRequest, since fetch tells no upload progress. */
function putFile({ name, file }: NamedFile, batch: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped(name));
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    signal.addEventListener('abort', stop, { once: true });
    request.upload.addEventListener('progress', ({ loaded }) => onBytes(Math.min(loaded, file.size)));
    request.addEventListener('abort', () => reject(stopped(name)));
    request.addEventListener('error', () =>
      reject(new MixwrightError('DISCONNECTED', `the connection was lost while ${name} was copied`, { hint: 'drop it again' })),
    );
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve((request.response as { readonly path: string }).path);
      else reject(refusal(request, name));
    });
    request.open('PUT', `/upload?${new URLSearchParams({ name, batch })}`);
    request.responseType = 'json';
    request.send(file);
  });
}

function refusal({ response, status }: XMLHttpRequest, name: string): MixwrightError {
  const told = response as ErrorObject | null;
  return told?.type === 'error' ? fromErrorObject(told) : new MixwrightError('INTERNAL', `${name} was refused with status ${status}`);
}

function stopped(name: string): MixwrightError {
  return new MixwrightError('STOPPED', `copying ${name} was cancelled`);
}
