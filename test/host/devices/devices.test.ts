import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findDevice, listDevices } from '../../../src/host/devices/devices.ts';
import { measureSpeeds } from '../../../src/host/devices/measureSpeed.ts';
import { openExecutor } from '../../../src/host/executor.ts';

/** An installation of TensorFlow, where this machine has one. */
const tensorflow = process.env.MIXWRIGHT_TENSORFLOW ?? '';
const folder = mkdtempSync(join(tmpdir(), 'mixwright-devices-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  vi.stubEnv('MIXWRIGHT_TENSORFLOW', '');
  vi.stubEnv('MIXWRIGHT_LIBRARIES_DIR', join(folder, 'libraries'));
  vi.stubEnv('MIXWRIGHT_CACHE_DIR', join(folder, 'cache'));
});
afterEach(() => void vi.unstubAllEnvs());

describe('the list of devices', () => {
  // A software Vulkan device compiles its shaders at first: ten minutes on two slow cores.
  it('tests each device once and remembers the result', { timeout: 1_200_000 }, async () => {
    const file = join(folder, 'data', 'self-tests.json');
    const { devices } = await listDevices(file, true);
    expect(devices.find(({ id }) => id === 'cpu')).toMatchObject({ executor: 'ggml', kind: 'cpu', selfTest: { ok: true } });
    expect(devices.find(({ id }) => id === 'tfjs-wasm')).toMatchObject({ executor: 'tfjs', kind: 'cpu', selfTest: { ok: true } });
    expect(devices.find(({ id }) => id === 'tfjs-cpu')).toMatchObject({ executor: 'tfjs', kind: 'cpu', selfTest: { ok: true } });
    const remembered = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    for (const key of Object.keys(remembered)) remembered[key] = { ok: false, reason: 'remembered' };
    writeFileSync(file, JSON.stringify(remembered));
    const again = await listDevices(file, true);
    const present = again.devices.filter(({ id }) => id !== 'tfjs-tensorflow');
    expect(present.map(({ selfTest }) => selfTest)).toEqual(present.map(() => ({ ok: false, reason: 'remembered' })));
    // Another library version or driver is another key; a damaged file is no reason to fail.
    writeFileSync(file, '{"half');
    expect((await listDevices(file, true)).devices.find(({ id }) => id === 'cpu')?.selfTest).toEqual({ ok: true });
  });

  it('names what is missing, why, and the command that adds it', async () => {
    const { devices } = await listDevices(join(folder, 'cache', 'devices.json'), true);
    const missing = devices.find(({ id }) => id === 'tfjs-tensorflow');
    expect(missing).toMatchObject({ missing: true, selfTest: { ok: false, reason: expect.stringContaining('mixwright devices add tensorflow') } });
  });
});

describe('a device', () => {
  const file = join(folder, 'cache', 'devices.json');

  it('is found by its id, and the others are named otherwise', async () => {
    expect((await findDevice('CPU', file)).kind).toBe('cpu');
    await expect(findDevice('cuda7', file)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hint: expect.stringContaining('tfjs-wasm') } });
  });

  it('that is not installed is refused with the command that adds it', async () => {
    await expect(findDevice('tfjs-tensorflow', file)).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
      message: expect.stringContaining('mixwright devices add tensorflow'),
    });
  });

  it('that failed its self-test is refused', async () => {
    const { fingerprint } = await findDevice('tfjs-cpu', file);
    const failing = join(folder, 'failing.json');
    writeFileSync(failing, JSON.stringify({ [fingerprint]: { ok: false, reason: 'off by two' } }));
    await expect(findDevice('tfjs-cpu', failing)).rejects.toMatchObject({ code: 'DEVICE_FAILED', message: expect.stringContaining('off by two') });
  });

  it.skipIf(!tensorflow)('is tested again when TensorFlow is told to round otherwise', async () => {
    vi.stubEnv('MIXWRIGHT_TENSORFLOW', tensorflow);
    const fingerprint = async (): Promise<string> => (await findDevice('tfjs-tensorflow', file)).fingerprint;
    const usual = await fingerprint();
    expect(await fingerprint()).toBe(usual);
    vi.stubEnv('ONEDNN_DEFAULT_FPMATH_MODE', 'STRICT');
    expect(await fingerprint()).not.toBe(usual);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toContain(await fingerprint());
  });

  it('opens as an executor, with what it can hold', async () => {
    const { executor, id, memoryFree, sharesMemory } = await openExecutor({ device: 'tfjs-wasm' });
    expect({ id, sharesMemory }).toEqual({ id: 'tfjs-wasm', sharesMemory: true });
    expect(executor.numerics).toMatchObject({ executor: 'tfjs', backend: 'wasm', threads: 1 });
    expect(memoryFree).toBeGreaterThan(2 ** 20);
    expect(memoryFree).toBeLessThanOrEqual(2 ** 31);
    executor.dispose();
  });

  it('is chosen when nobody says, without loading what is not there', async () => {
    const { executor, id } = await openExecutor({ device: 'auto' });
    expect(id).not.toContain('tfjs');
    executor.dispose();
  });

  it.skipIf(!tensorflow)('is measured against others for the same hardware, and the winner is remembered', { timeout: 600_000 }, async () => {
    vi.stubEnv('MIXWRIGHT_TENSORFLOW', tensorflow);
    vi.stubEnv('MIXWRIGHT_CACHE_DIR', join(folder, 'measured'));
    const { executor, id } = await openExecutor({ device: 'auto', trains: true });
    executor.dispose();
    const file = join(folder, 'measured', 'choices.json');
    const [[key, winner]] = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) as [[string, string]];
    expect(winner).toBe(id);
    expect(key).toContain(tensorflow);
    // Whoever won, the other is taken when the record says so.
    const other = id === 'cpu' ? 'tfjs-tensorflow' : 'cpu';
    writeFileSync(file, JSON.stringify({ [key]: other }));
    const again = await openExecutor({ device: 'auto', trains: true });
    expect(again.id).toBe(other);
    again.executor.dispose();
    // Training steps decide about training alone.
    writeFileSync(file, JSON.stringify({ [key]: 'tfjs-tensorflow' }));
    const answering = await openExecutor({ device: 'auto' });
    expect(answering.id).toBe('cpu');
    answering.executor.dispose();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ [key]: 'tfjs-tensorflow' });
  });

  it('leaves what serves only as a last resort untested until it is asked for', { timeout: 600_000 }, async () => {
    const { devices, default: preferred } = await listDevices(join(folder, 'quick', 'devices.json'), false);
    const find = (wanted: string): (typeof devices)[number]['selfTest'] | undefined => devices.find(({ id }) => id === wanted)?.selfTest;
    expect(find('cpu')).toEqual({ ok: true });
    expect(find('tfjs-wasm')).toEqual({ ok: false, reason: expect.stringContaining('not tested yet') });
    expect(preferred).not.toContain('wasm');
    await listDevices(join(folder, 'quick', 'devices.json'), true);
    const again = await listDevices(join(folder, 'quick', 'devices.json'), false);
    expect(again.devices.find(({ id }) => id === 'tfjs-wasm')?.selfTest).toEqual({ ok: true });
  });

  it('takes a measurable time for a step', async () => {
    const { executor } = await openExecutor({ device: 'cpu' });
    const seconds = measureSpeeds([executor, executor]);
    expect(seconds).toHaveLength(2);
    for (const each of seconds) {
      expect(each).toBeGreaterThan(0);
      expect(each).toBeLessThan(Number.POSITIVE_INFINITY);
    }
    executor.dispose();
  });
});
