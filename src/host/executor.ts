/** Opens the executor a device id names, once its self-test has passed on this machine; `auto` takes the best device that did. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultDevice, deviceId, findDevice, isSoftware, listTestedDevices } from '../engine/executors/ggml/deviceList.ts';
import { createGgmlExecutor, type GgmlExecutor } from '../engine/executors/ggml/executor.ts';
import type { ProductChoice } from '../engine/executors/ggml/products/openProducts.ts';
import type { AbortFlag } from '../llamacpp/abortFlag.ts';
import { computeCores } from '../llamacpp/cores.ts';
import { loadGgml } from '../llamacpp/ggml.ts';
import { MixwrightError } from '../shared/errors.ts';

export interface OpenedExecutor {
  readonly executor: GgmlExecutor;
  /** The id users write. */
  readonly id: string;
}

export interface ExecutorChoice {
  readonly device: string;
  readonly threads?: number;
  readonly products?: ProductChoice;
  readonly abortFlag?: AbortFlag;
}

/** @throws MixwrightError NOT_FOUND · DEVICE_FAILED when the device computes wrongly here. */
export function openExecutor({ device: wanted, ...options }: ExecutorChoice): OpenedExecutor {
  const ggml = loadGgml();
  const named = wanted === 'auto' ? null : findDevice(ggml, wanted);
  const listed = listTestedDevices(ggml, deviceCacheFile(), (device) => (named ? deviceId(device) === deviceId(named) : !isSoftware(device.description)));
  const id = named ? deviceId(named) : defaultDevice(listed);
  const device = named ?? findDevice(ggml, id);
  const tested = listed.find((entry) => entry.id === id);
  if (tested && !tested.selfTest.ok) {
    throw new MixwrightError('DEVICE_FAILED', `device "${id}" failed its self-test: ${tested.selfTest.reason ?? 'wrong results'}`, {
      field: 'device',
      hint: 'choose another device (mixwright devices lists them), or update its driver',
    });
  }
  return { executor: createGgmlExecutor({ ggml, device, ...threadsOf(options) }), id };
}

/** Self-test results by driver and library version; the process that starts a host names the folder. */
export function deviceCacheFile(): string {
  return join(process.env.MIXWRIGHT_CACHE_DIR ?? join(tmpdir(), 'mixwright'), 'devices.json');
}

/** The core budget that a host was given at its start. */
function threadsOf(options: Omit<ExecutorChoice, 'device'>): Omit<ExecutorChoice, 'device'> {
  const budget = Number(process.env.MIXWRIGHT_THREADS);
  return Number.isInteger(budget) && budget > 0 ? { threads: Math.min(budget, computeCores()), ...options } : options;
}
