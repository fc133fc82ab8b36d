import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordedChoices, writeNumerics } from '../../src/host/run/numerics.ts';

describe("a run's numerics", () => {
  const folder = mkdtempSync(join(tmpdir(), 'mixwright-numerics-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('tell a resume what to ask for: threads, the device that was chosen, and to do without a library that came since', async () => {
    expect(await recordedChoices(folder)).toEqual({});
    await writeNumerics(folder, { executor: 'ggml', threads: 3, products: 'ggml' });
    expect(await recordedChoices(folder)).toEqual({ threads: 3, products: 'ggml' });
    await writeNumerics(folder, { executor: 'ggml', threads: 3, products: 'onnxruntime 1.28.2 from 65536 multiplications and 5 rows' });
    expect(await recordedChoices(folder)).toEqual({ threads: 3 });
    await writeNumerics(folder, { executor: 'tfjs', threads: 2, deviceId: 'tfjs-tensorflow' });
    expect(await recordedChoices(folder)).toEqual({ threads: 2, device: 'tfjs-tensorflow' });
  });
});
