import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/services/runs/crc32c.ts';
import { exportRun } from '../../../src/services/runs/exportRun.ts';
import { evalMetric, newRun, stepMetric, temporaryDataDirectory, temporaryFolder, writeMetrics } from '../support.ts';

const router = { layer: 0, load: [1.5, 0.5], maxViolation: 0.5, deadExperts: 0, entropy: 0.6 };
const metrics = [
  stepMetric(1, { loss: 4 }),
  stepMetric(2, { loss: 3.5, auxLoss: { 'load-balancing-loss': 1.25 }, routers: [router] }),
  evalMetric(2, 3, { perTask: { 'sum, "plus"': { loss: 2.5, tokens: 9 } } }),
  stepMetric(300, { loss: 1e-7 }),
];

describe('exportRun to CSV', () => {
  it('writes a row per step, every number in a column of its own', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    await writeMetrics(directory, metrics);
    const output = join(await temporaryFolder(), 'new', 'metrics.csv');
    const { files } = await exportRun(dataDirectory, id, { format: 'csv', output });
    const text = await readFile(output, 'utf8');
    expect(files).toEqual([{ path: output, bytes: text.length }]);
    const lines = text.split('\r\n');
    expect(lines[0]).toBe(
      'step,loss,learningRate,gradNorm,tokens,trainedTokens,totalTokens,tokensPerSecond,seconds,memoryBytes,auxLoss.load-balancing-loss,' +
        'router.0.maxViolation,router.0.deadExperts,router.0.entropy,router.0.load.0,router.0.load.1,' +
        'eval.loss,eval.perplexity,eval.tokens,"eval.task.sum, ""plus"".loss"',
    );
    expect(lines[1]).toBe('1,4,0.0001,0.5,1024,512,1024,512,2,4096,,,,,,,,,,');
    expect(lines[2]).toBe(`2,3.5,0.0001,0.5,1024,512,2048,512,2,4096,1.25,0.5,0,0.6,1.5,0.5,3,${Math.exp(3)},100,2.5`);
    expect(lines.slice(3)).toEqual(['300,1e-7,0.0001,0.5,1024,512,307200,512,2,4096,,,,,,,,,,', '']);
  });

  it('overwrites nothing', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id } = await newRun(dataDirectory);
    const output = join(await temporaryFolder(), 'metrics.csv');
    await exportRun(dataDirectory, id, { format: 'csv', output });
    expect(await readFile(output, 'utf8')).toBe('step\r\n');
    await expect(exportRun(dataDirectory, id, { format: 'csv', output })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(await readFile(output, 'utf8')).toBe('step\r\n');
  });
});

describe('exportRun to TensorBoard', () => {
  it('writes scalars that an event-file reader finds by tag and step', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    await writeMetrics(directory, metrics);
    const { files } = await exportRun(dataDirectory, id, { format: 'tensorboard', output: await temporaryFolder() });
    const events = readEvents(await readFile(files[0]?.path as string));
    expect(events[0]).toMatchObject({ version: 'brain.Event:2', scalars: {} });
    expect(events.map(({ step }) => step)).toEqual([0, 1, 2, 2, 300]);
    expect(events[1]?.scalars).toMatchObject({ 'train/loss': 4, 'train/gradNorm': 0.5 });
    expect(events[2]?.scalars).toMatchObject({ 'train/auxLoss.load-balancing-loss': 1.25, 'train/router.0.load.0': 1.5 });
    expect(events[3]?.scalars).toMatchObject({ 'eval/loss': 3, 'eval/task.sum, "plus".loss': 2.5 });
    expect(events.map(({ time }) => time - (events[0]?.time ?? 0))).toEqual([0, 2, 4, 4, 6]);
  });

  it('uses the checksum of the Castagnoli polynomial', () => {
    // RFC 3720, B.4, and the check value of CRC-32C.
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });
});

interface ReadEvent {
  readonly time: number;
  readonly step: number;
  readonly version: string;
  readonly scalars: Readonly<Record<string, number>>;
}

/** Reads what TensorFlow's own record reader would, checksums included. */
function readEvents(file: Buffer): readonly ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    expect(unmask(file.readUInt32LE(at + 8))).toBe(crc32c(file.subarray(at, at + 8)));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(unmask(file.readUInt32LE(at + 12 + length))).toBe(crc32c(data));
    const fields = readMessage(data);
    const scalars = readAll(fields, 5).flatMap((summary) =>
      readAll(readMessage(summary), 1).map((value) => {
        const scalar = readMessage(value);
        return [readAll(scalar, 1)[0]?.toString(), readAll(scalar, 2)[0]?.readFloatLE()];
      }),
    );
    events.push({
      time: readAll(fields, 1)[0]?.readDoubleLE() ?? 0,
      step: Number(fields.find(([field]) => field === 2)?.[1] ?? 0),
      version: readAll(fields, 3)[0]?.toString() ?? '',
      scalars: Object.fromEntries(scalars),
    });
    at += 16 + length;
  }
  return events;
}

function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

type Field = readonly [number, number | Buffer];

function readMessage(data: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = data[at++] as number;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < data.length) {
    const key = varint();
    const value = key % 8 === 0 ? varint() : null;
    const bytes = value !== null ? 0 : key % 8 === 1 ? 8 : key % 8 === 5 ? 4 : varint();
    fields.push([key >> 3, value ?? data.subarray(at, at + bytes)]);
    at += bytes;
  }
  return fields;
}

function readAll(fields: readonly Field[], field: number): readonly Buffer[] {
  return fields.flatMap(([name, value]) => (name === field && typeof value !== 'number' ? [value] : []));
}
