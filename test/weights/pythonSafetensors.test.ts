/** The reference implementation opens what we write, and we read what it writes. Needs a Python with safetensors, torch and numpy. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors } from '../../src/weights/safetensorsReader.ts';
import { createSafetensorsWriter } from '../../src/weights/safetensorsWriter.ts';
import type { StoredDtype, TensorPlan } from '../../src/weights/weights.ts';
import { temporaryFolder } from './support.ts';

function findPython(): string | undefined {
  return [process.env.MIXWRIGHT_TEST_PYTHON, '/opt/venv5/bin/python', 'python3'].find((python) => {
    try {
      return python !== undefined && execFileSync(python, ['-c', 'import safetensors.torch'], { stdio: 'pipe' }) !== undefined;
    } catch {
      return false;
    }
  });
}

const python = findPython();
const values = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i) * 2 ** ((i % 60) - 30));
const plan: readonly TensorPlan[] = (['f32', 'f16', 'bf16'] as const).map((dtype) => ({ name: dtype, shape: [64, 64], dtype }));

describe.skipIf(python === undefined)('beside the reference implementation', () => {
  const run = (script: string, ...args: readonly string[]): string => execFileSync(python as string, ['-c', script, ...args], { encoding: 'utf8' });

  it('our file opens there, with torch’s own rounding', async () => {
    const folder = await temporaryFolder();
    const writer = await createSafetensorsWriter(folder, [
      ...plan,
      { name: 'scalar', shape: [], dtype: 'f32' },
      { name: 'empty', shape: [0, 4], dtype: 'f16' },
    ]);
    for (const { name } of plan) await writer.write(name, values);
    await writer.write('scalar', Float32Array.of(7));
    const [file] = await writer.finish();
    const script = `
import sys, safetensors, torch
with safetensors.safe_open(sys.argv[1], 'pt') as f:
    t = {k: f.get_tensor(k) for k in f.keys()}
    assert f.metadata() == {'format': 'pt'}, f.metadata()
assert t['scalar'].item() == 7 and list(t['empty'].shape) == [0, 4] and list(t['bf16'].shape) == [64, 64]
print(torch.equal(t['f16'], t['f32'].to(torch.float16)), torch.equal(t['bf16'], t['f32'].to(torch.bfloat16)), *t['f32'].flatten()[:3].tolist())`;
    const [f16, bf16, ...first] = run(script, file?.path as string)
      .trim()
      .split(' ');
    expect([f16, bf16, ...first.map(Number)]).toEqual(['True', 'True', ...values.slice(0, 3)]);
  });

  it('our file is the same, byte for byte, as the one it writes', async () => {
    const folder = await temporaryFolder();
    const writer = await createSafetensorsWriter(folder, plan);
    for (const { name } of plan) await writer.write(name, values);
    const [file] = await writer.finish();
    const script = `
import sys
from safetensors.torch import load_file, save_file
save_file(load_file(sys.argv[1]), sys.argv[2], metadata={'format': 'pt'})
print(open(sys.argv[1], 'rb').read() == open(sys.argv[2], 'rb').read())`;
    expect(run(script, file?.path as string, join(folder, 'theirs.safetensors')).trim()).toBe('True');
  });

  describe('all patterns of the narrow types', () => {
    const dtypes: readonly (readonly [StoredDtype, string, string])[] = [
      ['f16', 'float16', 'uint16'],
      ['bf16', 'bfloat16', 'uint16'],
      ['f8_e4m3', 'float8_e4m3fn', 'uint8'],
      ['f8_e5m2', 'float8_e5m2', 'uint8'],
      ['f8_e4m3fnuz', 'float8_e4m3fnuz', 'uint8'],
      ['f8_e5m2fnuz', 'float8_e5m2fnuz', 'uint8'],
      ['f8_e8m0', 'float8_e8m0fnu', 'uint8'],
    ];
    let folder = '';
    beforeAll(() => {
      folder = run(
        `
import sys, tempfile, numpy, torch
from safetensors.torch import save_file
folder = tempfile.mkdtemp(prefix='mixwright-weights-')
for i in range(1, len(sys.argv), 3):
    ours, theirs, bits = sys.argv[i:i+3]
    x = torch.from_numpy(numpy.arange(2 ** (16 if bits == 'uint16' else 8)).astype(bits)).view(getattr(torch, theirs))
    save_file({'stored': x, 'wide': x.to(torch.float32)}, f'{folder}/{ours}.safetensors')
print(folder)`,
        ...dtypes.flat(),
      ).trim();
      return () => void execFileSync('rm', ['-r', folder]);
    });

    it.each(dtypes)('of %s are widened as torch widens them', async (dtype) => {
      const reader = await openSafetensors(join(folder, `${dtype}.safetensors`));
      expect(reader.tensors.get('stored')?.dtype).toBe(dtype);
      const [ours, theirs] = [await reader.readFloat32('stored'), await reader.readFloat32('wide')];
      expect(ours.length).toBe(reader.tensors.get('stored')?.shape[0]);
      expect([...ours.keys()].filter((i) => !Object.is(ours[i], theirs[i]))).toEqual([]);
      await reader.close();
    });
  });
});

if (python === undefined) console.log('skipped: comparing with Python’s safetensors needs a Python that has it (MIXWRIGHT_TEST_PYTHON=/path/to/python)');
