/** The devices this executor can train on, with proof: each is tested once per driver and library version. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Device, listDevices } from '../../../llamacpp/devices.ts';
import type { Ggml } from '../../../llamacpp/ggml.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import { didYouMean } from '../../../shared/options.ts';
import { tolerances } from '../tolerances.ts';
import { createGgmlExecutor } from './executor.ts';
import { type SelfTestResult, selfTest } from './selfTest.ts';

/** One line of `mixwright devices`. */
export interface ListedDevice {
  /** What --device takes: cpu, vulkan0, cuda0, … */
  readonly id: string;
  readonly executor: 'ggml';
  readonly kind: Device['kind'];
  readonly name: string;
  readonly memoryBytes: number;
  readonly selfTest: SelfTestResult;
}

/**
 * @param cacheFile where results are kept between processes; a damaged or missing one only means testing again.
 * @param wanted which devices to list; one that nobody asked for is not worth the wait of its self-test.
 */
export function listTestedDevices(ggml: Ggml, cacheFile: string, wanted: (device: Device) => boolean = () => true): readonly ListedDevice[] {
  const cached = readCache(cacheFile);
  const listed = listDevices(ggml)
    .filter(wanted)
    .map((device) => ({ device, result: cached[cacheKey(ggml, device)] ?? testDevice(ggml, device) }));
  const results = Object.fromEntries(listed.map(({ device, result }) => [cacheKey(ggml, device), result]));
  writeCache(cacheFile, { ...cached, ...results });
  return listed.map(({ device, result }) => ({
    id: deviceId(device),
    executor: 'ggml',
    kind: device.kind,
    name: device.description,
    memoryBytes: device.memoryTotal,
    selfTest: result,
  }));
}

/** The id of the device to use when the user does not say: a GPU of its own before one that shares memory before the CPU. */
export function defaultDevice(devices: readonly ListedDevice[]): string {
  const usable = devices.filter((device) => device.selfTest.ok && (device.kind === 'cpu' || !isSoftware(device.name)));
  const best = (['gpu', 'igpu', 'cpu'] as const).flatMap((kind) => usable.filter((device) => device.kind === kind))[0];
  return best?.id ?? 'cpu';
}

/** Throws NOT_FOUND naming the ids there are. */
export function findDevice(ggml: Ggml, id: string): Device {
  const devices = listDevices(ggml);
  const found = devices.find((device) => deviceId(device) === id.toLowerCase());
  if (found) return found;
  throw new MixwrightError('NOT_FOUND', `there is no device "${id}"`, { field: 'device', hint: didYouMean(id, devices.map(deviceId)) });
}

export function deviceId({ name }: Device): string {
  return name.toLowerCase();
}

function testDevice(ggml: Ggml, device: Device): SelfTestResult {
  try {
    const executor = createGgmlExecutor({ ggml, device, threads: 1 });
    try {
      return selfTest(executor, device.kind === 'cpu' ? tolerances.ggmlCpu : tolerances.ggmlVulkan);
    } finally {
      executor.dispose();
    }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Vulkan on the CPU: made for tests, slower than the CPU itself. */
export function isSoftware(name: string): boolean {
  return /llvmpipe|swiftshader|lavapipe/i.test(name);
}

type Cache = Readonly<Record<string, SelfTestResult>>;

function cacheKey(ggml: Ggml, { name, description, driver }: Device): string {
  return [ggml.version(), name, description, driver ?? 'unknown driver', process.env.GGML_VK_DISABLE_F16 ?? ''].join(' | ');
}

function readCache(file: string): Cache {
  try {
    const cache: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof cache === 'object' && cache !== null ? (cache as Cache) : {};
  } catch {
    return {};
  }
}

function writeCache(file: string, cache: Cache): void {
  mkdirSync(dirname(file), { recursive: true });
  // Renamed into place: several processes may test at once.
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(cache, null, 2)}\n`);
  renameSync(fresh, file);
}
