/** Decompresses a gzip byte stream chunk by chunk with the platform's DecompressionStream. */
import { MixwrightError } from '../../shared/errors.ts';

/** @throws MixwrightError BAD_DATASET where the compressed data are damaged or end early. */
export async function* gunzip(compressed: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('gzip');
  const reader = stream.readable.getReader();
  const feeding = feed(compressed, stream.writable.getWriter());
  // Awaited below; without a handler a failure before that would count as unhandled.
  feeding.catch(() => undefined);
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw damaged(file, cause);
      });
      if (done) break;
      if (value) yield value;
    }
    await feeding;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function feed(
  source: AsyncIterable<Uint8Array>,
  writer: { write(chunk: Uint8Array): Promise<void>; close(): Promise<void>; abort(reason?: unknown): Promise<void> },
): Promise<void> {
  try {
    for await (const chunk of source) await writer.write(chunk);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

function damaged(file: string, cause: unknown): MixwrightError {
  if (cause instanceof MixwrightError) return cause;
  return new MixwrightError('BAD_DATASET', `${file}: expected gzip data, but they are damaged or end early`, {
    file,
    hint: 'the file is probably half a download: fetch it again, or unpack it with gunzip to see how much is readable',
    cause,
  });
}
