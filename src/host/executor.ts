/** Opens the executor a device id names, once its self-test has passed on this machine; `auto` takes the best device that did. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedDevice, OpenOptions } from './devices/device.ts';
import { type DeviceUse, findDevice, threadBudget } from './devices/devices.ts';

export interface OpenedExecutor extends OpenedDevice {
  /** The id users write. */
  readonly id: string;
}

export interface ExecutorChoice extends OpenOptions, Pick<DeviceUse, 'trains'> {
  readonly device: string;
}

/** @throws MixwrightError NOT_FOUND · NOT_AVAILABLE when it is not installed · DEVICE_FAILED when the device computes wrongly here. */
export async function openExecutor({ device: wanted, trains, ...options }: ExecutorChoice): Promise<OpenedExecutor> {
  const threads = options.threads ?? (process.env.MIXWRIGHT_THREADS ? threadBudget() : undefined);
  const device = await findDevice(wanted, deviceCacheFile(), { threads, trains });
  const opened = await device.open({ ...options, ...(threads !== undefined && { threads }) });
  const memoryFree = opened.sharesMemory ? opened.memoryFree : Math.min(opened.memoryFree, gpuMemoryLimit());
  return { ...opened, memoryFree, id: device.id };
}

/** What the user lets a run take on a GPU, in bytes; the process that starts a host passes the setting on. */
function gpuMemoryLimit(): number {
  const limit = process.env.MIXWRIGHT_GPU_MEMORY;
  return limit ? Number(limit) : Number.POSITIVE_INFINITY;
}

/** Self-test results by driver and library version; the process that starts a host names the folder. */
export function deviceCacheFile(): string {
  return join(process.env.MIXWRIGHT_CACHE_DIR ?? join(tmpdir(), 'mixwright'), 'devices.json');
}
