import { describe, expect, it } from 'vitest';
import { defaultDevice, rivalDevices } from '../../../src/host/devices/chooseDevice.ts';
import type { ListedDevice } from '../../../src/host/devices/device.ts';

function device(id: string, kind: ListedDevice['kind'], more: Partial<ListedDevice> = {}): ListedDevice {
  return { id, executor: 'ggml', kind, name: id, memoryBytes: 1, lastResort: false, selfTest: { ok: true }, ...more };
}

const [cpu, igpu, gpu] = [device('cpu', 'cpu'), device('vulkan0', 'igpu'), device('vulkan1', 'gpu')];
const tensorflow = device('tfjs-tensorflow', 'cpu', { executor: 'tfjs' });
const wasm = device('tfjs-wasm', 'cpu', { executor: 'tfjs', lastResort: true });
const failed = { selfTest: { ok: false, reason: 'x' } };

describe('the default device', () => {
  it('is a GPU of its own, then one that shares memory, then the CPU', () => {
    expect(defaultDevice([cpu, igpu, gpu])).toBe('vulkan1');
    expect(defaultDevice([cpu, igpu])).toBe('vulkan0');
    expect(defaultDevice([cpu])).toBe('cpu');
  });

  it('is none that failed its test or only imitates a GPU', () => {
    const software = device('vulkan1', 'gpu', { lastResort: true });
    expect(defaultDevice([{ ...igpu, ...failed }, software, cpu])).toBe('cpu');
  });

  it('is the faster of two executors for the same hardware, where the difference counts', () => {
    const seconds = (ggml: number, other: number) => new Map(Object.entries({ cpu: ggml, 'tfjs-tensorflow': other }));
    expect(defaultDevice([cpu, tensorflow], seconds(1, 0.5))).toBe('tfjs-tensorflow');
    expect(defaultDevice([cpu, tensorflow], seconds(1, 0.95))).toBe('cpu');
    expect(defaultDevice([cpu, tensorflow], seconds(0.5, 1))).toBe('cpu');
    expect(defaultDevice([cpu, tensorflow])).toBe('cpu');
  });

  it('interprets only where nothing else is right', () => {
    expect(defaultDevice([wasm, cpu], new Map(Object.entries({ cpu: 9, 'tfjs-wasm': 1 })))).toBe('cpu');
    expect(defaultDevice([{ ...cpu, ...failed }, wasm])).toBe('tfjs-wasm');
    expect(defaultDevice([{ ...cpu, ...failed }])).toBe('cpu');
  });

  it('is measured only among executors that compete', () => {
    expect(rivalDevices([cpu, tensorflow, wasm, gpu])).toEqual([gpu]);
    expect(rivalDevices([cpu, tensorflow, wasm])).toEqual([cpu, tensorflow]);
    expect(rivalDevices([gpu, device('vulkan2', 'gpu'), cpu])).toEqual([gpu]);
  });
});
