import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MixwrightError } from '../../src/shared/errors.ts';
import { fullFingerprint, sampledFingerprint } from '../../src/weights/fingerprint.ts';
import { openCheckpoint } from '../../src/weights/openCheckpoint.ts';
import { createSafetensorsWriter } from '../../src/weights/safetensorsWriter.ts';
import { temporaryFolder, writeFiles } from './support.ts';

const count = 100_000;

interface Variant {
  readonly config?: object | string;
  readonly shape?: readonly number[];
  readonly shardBytes?: number;
  /** Values to change, by index. */
  readonly change?: readonly number[];
}

async function fingerprints({
  config = { a: 1, b: { c: 2, d: 3 } },
  shape = [count],
  shardBytes = 1e9,
  change = [],
}: Variant = {}): Promise<readonly [string, string]> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'config.json': config });
  const writer = await createSafetensorsWriter(
    folder,
    [
      { name: 'w', shape, dtype: 'f32' },
      { name: 'v', shape: [3], dtype: 'bf16' },
    ],
    { shardBytes },
  );
  const values = new Float32Array(count).map((_, i) => i);
  for (const i of change) values[i] = -1;
  await writer.write('w', values);
  await writer.write('v', Float32Array.of(1, 2, 3));
  await writer.finish();
  const checkpoint = await openCheckpoint(folder);
  const both = [await sampledFingerprint(checkpoint), await fullFingerprint(checkpoint)] as const;
  await checkpoint.reader.close();
  return both;
}

describe('a checkpoint’s fingerprint', () => {
  it('stays when shards, key order and place change', async () => {
    const base = await fingerprints();
    expect(base[0]).toMatch(/^sampled:[0-9a-f]{64}$/);
    expect(base[1]).toMatch(/^full:[0-9a-f]{64}$/);
    expect(await fingerprints({ shardBytes: 10 })).toEqual(base);
    expect(await fingerprints({ config: '{"b":{"d":3,"c":2},"a":1}' })).toEqual(base);
  });

  it.each<[string, Variant]>([
    ['the config', { config: { a: 1, b: { c: 2, d: 4 } } }],
    ['a shape', { shape: [count / 2, 2] }],
    ['the first value', { change: [0] }],
    ['the middle value', { change: [count / 2] }],
    ['the last value', { change: [count - 1] }],
  ])('changes with %s', async (_, variant) => {
    const [sampled, full] = await fingerprints();
    const [otherSampled, otherFull] = await fingerprints(variant);
    expect(otherSampled).not.toBe(sampled);
    expect(otherFull).not.toBe(full);
  });

  it('sampled overlooks one value between its samples, full does not', async () => {
    const [sampled, full] = await fingerprints();
    const [otherSampled, otherFull] = await fingerprints({ change: [5000] });
    expect(otherSampled).toBe(sampled);
    expect(otherFull).not.toBe(full);
  });

  it('full tells its progress to the last byte and stops when asked', async () => {
    const folder = await temporaryFolder();
    const writer = await createSafetensorsWriter(folder, [{ name: 'w', shape: [3_000_000], dtype: 'f32' }]);
    await writer.write('w', new Float32Array(3_000_000));
    await writer.finish();
    await writeFiles(folder, { 'config.json': '{}' });
    const checkpoint = await openCheckpoint(join(folder));
    const stop = new AbortController();
    const done: number[] = [];
    await fullFingerprint(checkpoint, { signal: stop.signal, progress: (event) => done.push(event.done) });
    expect(done).toEqual([4 * 2 ** 20, 8 * 2 ** 20, 12_000_000]);
    const stopped = fullFingerprint(checkpoint, { signal: stop.signal, progress: () => stop.abort() });
    await expect(stopped).rejects.toThrow(MixwrightError);
    await expect(stopped).rejects.toMatchObject({ code: 'STOPPED' });
    await checkpoint.reader.close();
  });
});
