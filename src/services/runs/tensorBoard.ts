/**
 * A run's metrics as a TensorBoard event file: TFRecords (length, masked crc, data, masked crc), each an Event message
 * {1: wall time, 2: step, 3: file version | 5: Summary {1: Value {1: tag, 2: scalar}}} in protobuf's wire format.
 */
import { maskedCrc32c } from './crc32c.ts';
import { evalColumns, stepColumns } from './metricColumns.ts';
import type { Metric } from './runFiles.ts';

/** @param startedAt seconds since 1970; steps follow by their measured time. */
export async function* metricsToTensorBoard(metrics: AsyncIterable<Metric>, startedAt: number): AsyncGenerator<Uint8Array> {
  yield tfRecord(Buffer.concat([double(1, startedAt), text(3, 'brain.Event:2')]));
  let time = startedAt;
  for await (const metric of metrics) {
    if (metric.type === 'step') time += metric.seconds;
    const values = Object.entries(metric.type === 'step' ? stepColumns(metric) : evalColumns(metric));
    // TensorBoard groups charts by what stands before the slash.
    const group = metric.type === 'step' ? 'train' : 'eval';
    const summary = values.map(([name, value]) => bytesField(1, Buffer.concat([text(1, `${group}/${name}`), float(2, value)])));
    yield tfRecord(Buffer.concat([double(1, time), varintField(2, metric.step), bytesField(5, Buffer.concat(summary))]));
  }
}

function tfRecord(data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, little32(maskedCrc32c(length)), data, little32(maskedCrc32c(data))]);
}

function little32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

/** A field's number and wire type: 0 varint, 1 eight bytes, 2 counted bytes, 5 four bytes. */
function key(field: number, wireType: 0 | 1 | 2 | 5): Uint8Array {
  return varint((field << 3) | wireType);
}

function varintField(field: number, value: number): Uint8Array {
  return Buffer.concat([key(field, 0), varint(value)]);
}

function bytesField(field: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([key(field, 2), varint(data.length), data]);
}

function text(field: number, value: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(value));
}

function double(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, 1), bytes]);
}

function float(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, 5), bytes]);
}
