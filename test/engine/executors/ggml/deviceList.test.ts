import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultDevice, findDevice, type ListedDevice, listTestedDevices } from '../../../../src/engine/executors/ggml/deviceList.ts';
import { loadGgml } from '../../../../src/llamacpp/ggml.ts';

const ggml = loadGgml();
const folder = mkdtempSync(join(tmpdir(), 'mixwright-devices-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the list of devices', () => {
  it('tests each device once and remembers the result', { timeout: 600_000 }, () => {
    const file = join(folder, 'data', 'self-tests.json');
    const listed = listTestedDevices(ggml, file);
    expect(listed.find(({ id }) => id === 'cpu')).toMatchObject({ executor: 'ggml', kind: 'cpu', selfTest: { ok: true } });
    const remembered = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    for (const key of Object.keys(remembered)) remembered[key] = { ok: false, reason: 'remembered' };
    writeFileSync(file, JSON.stringify(remembered));
    expect(listTestedDevices(ggml, file).map(({ selfTest }) => selfTest)).toEqual(listed.map(() => ({ ok: false, reason: 'remembered' })));
    // Another library version or driver is another key; a damaged file is no reason to fail.
    writeFileSync(file, '{"half');
    expect(listTestedDevices(ggml, file).find(({ id }) => id === 'cpu')?.selfTest).toEqual({ ok: true });
  });

  it('finds a device by its id and names the others otherwise', () => {
    expect(findDevice(ggml, 'CPU').kind).toBe('cpu');
    expect(() => findDevice(ggml, 'cuda7')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', details: expect.objectContaining({ hint: expect.stringContaining('cpu') }) }),
    );
  });
});

describe('the default device', () => {
  const device = (id: string, kind: ListedDevice['kind'], more: Partial<ListedDevice> = {}): ListedDevice => ({
    id,
    executor: 'ggml',
    kind,
    name: id,
    memoryBytes: 1,
    selfTest: { ok: true },
    ...more,
  });

  it('is a GPU of its own, then one that shares memory, then the CPU', () => {
    const [cpu, igpu, gpu] = [device('cpu', 'cpu'), device('vulkan0', 'igpu'), device('vulkan1', 'gpu')];
    expect(defaultDevice([cpu, igpu, gpu])).toBe('vulkan1');
    expect(defaultDevice([cpu, igpu])).toBe('vulkan0');
    expect(defaultDevice([cpu])).toBe('cpu');
  });

  it('is none that failed its test or only imitates a GPU', () => {
    const failed = device('vulkan0', 'gpu', { selfTest: { ok: false, reason: 'x' } });
    const software = device('vulkan1', 'gpu', { name: 'llvmpipe (LLVM 15.0.6, 256 bits)' });
    expect(defaultDevice([failed, software, device('cpu', 'cpu')])).toBe('cpu');
  });
});
