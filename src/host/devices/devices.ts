/** Every device of this machine, tested, and the one to use. */
import { dirname, join } from 'node:path';
import type { SelfTestResult } from '../../engine/executors/selfTest/selfTest.ts';
import { computeCores } from '../../llamacpp/cores.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/options.ts';
import { defaultDevice, rivalDevices, type Speeds } from './chooseDevice.ts';
import type { KnownDevice, ListedDevice, PresentDevice } from './device.ts';
import { ggmlDevices } from './ggmlDevices.ts';
import { type KeptResults, openKeptResults } from './keptResults.ts';
import { measureSpeed } from './measureSpeed.ts';
import { tested } from './testDevice.ts';
import { scriptDevice, tensorflowDevice, tensorflowFolder, wasmDevice } from './tfjsDevices.ts';

export interface DeviceList {
  readonly devices: readonly ListedDevice[];
  readonly default: string;
}

/** @param cacheFile where self-tests are kept between processes; choices lie beside them. */
export async function listDevices(cacheFile: string): Promise<DeviceList> {
  const threads = threadBudget();
  const known = [...ggmlDevices(), await tensorflowDevice(threads), wasmDevice(), scriptDevice()];
  const devices = await testedAll(known, cacheFile);
  return { devices, default: await chosen(known, devices, { cacheFile, threads }) };
}

/**
 * The device a user names, or the one that `auto` means.
 * @param threads to compute with, for libraries that are told when they are loaded.
 * @throws MixwrightError NOT_FOUND, NOT_AVAILABLE when it is not installed, DEVICE_FAILED when it computes wrongly here.
 */
export async function findDevice(wanted: string, cacheFile: string, threads = threadBudget()): Promise<PresentDevice> {
  const id = wanted.toLowerCase();
  if (id === 'auto') return automaticDevice(cacheFile, threads);
  // TensorFlow's library decides by itself whether it computes on a GPU.
  const device = (await candidates(id, threads)).find((known) => known.id === id || known.id === `${id}-gpu`);
  if (!device) {
    const ids = [...ggmlDevices().map((known) => known.id), 'tfjs-tensorflow', 'tfjs-wasm', 'tfjs-cpu'];
    throw new MixwrightError('NOT_FOUND', `there is no device "${wanted}"`, { field: 'device', hint: didYouMean(wanted, ids) });
  }
  if (!device.present)
    throw new MixwrightError('NOT_AVAILABLE', `device "${id}": ${device.reason}`, {
      field: 'device',
      hint: 'or choose another device: mixwright devices lists them',
    });
  const { selfTest } = await tested(device, selfTests(cacheFile));
  if (selfTest.ok) return device;
  throw new MixwrightError('DEVICE_FAILED', `device "${id}" failed its self-test: ${selfTest.reason ?? 'wrong results'}`, {
    field: 'device',
    hint: 'choose another device (mixwright devices lists them), or update its driver',
  });
}

/** Only what the id may mean is looked for: loading TensorFlow takes its time. */
async function candidates(id: string, threads: number): Promise<readonly KnownDevice[]> {
  if (id === 'tfjs-wasm') return [wasmDevice()];
  if (id === 'tfjs-cpu') return [scriptDevice()];
  if (id.startsWith('tfjs-tensorflow')) return [await tensorflowDevice(threads)];
  return ggmlDevices();
}

async function automaticDevice(cacheFile: string, threads: number): Promise<PresentDevice> {
  const ggml = ggmlDevices().filter(({ lastResort }) => !lastResort);
  const remembered = ggml.find(({ id }) => id === choices(cacheFile).get(choiceKey(threads)));
  if (remembered) return remembered;
  const direct = [...ggml, ...(tensorflowFolder() === null ? [] : [await tensorflowDevice(threads)])];
  const found = await choice(direct, { cacheFile, threads });
  return found ?? (await choice([wasmDevice(), scriptDevice()], { cacheFile, threads })) ?? findDevice('cpu', cacheFile);
}

interface Circumstances {
  readonly cacheFile: string;
  readonly threads: number;
}

async function choice(known: readonly KnownDevice[], circumstances: Circumstances): Promise<PresentDevice | null> {
  const devices = await testedAll(known, circumstances.cacheFile);
  if (!devices.some(({ selfTest }) => selfTest.ok)) return null;
  const id = await chosen(known, devices, circumstances);
  return known.find((device): device is PresentDevice => device.present && device.id === id) ?? null;
}

async function testedAll(known: readonly KnownDevice[], cacheFile: string): Promise<readonly ListedDevice[]> {
  const kept = selfTests(cacheFile);
  const listed: ListedDevice[] = [];
  for (const device of known) listed.push(await tested(device, kept));
  return listed;
}

/** Measures only where executors compete for the same hardware, and remembers who won. */
async function chosen(known: readonly KnownDevice[], devices: readonly ListedDevice[], { cacheFile, threads }: Circumstances): Promise<string> {
  const rivals = rivalDevices(devices).flatMap(({ id }) => known.filter((device): device is PresentDevice => device.present && device.id === id));
  if (rivals.length < 2) return defaultDevice(devices);
  const remembered = choices(cacheFile).get(choiceKey(threads));
  if (rivals.some(({ id }) => id === remembered)) return remembered as string;
  const winner = defaultDevice(devices, await speedsOf(rivals, threads));
  choices(cacheFile).put(choiceKey(threads), winner);
  return winner;
}

/** What a choice depends on and is known without loading TensorFlow. */
function choiceKey(threads: number): string {
  return [...ggmlDevices().map(({ fingerprint }) => fingerprint), tensorflowFolder() ?? 'no TensorFlow', `${threads} threads`].join(' | ');
}

/** Measured together: the figures of one moment are comparable. */
async function speedsOf(rivals: readonly PresentDevice[], threads: number): Promise<Speeds> {
  const speeds = new Map<string, number>();
  for (const { id, kind, open } of rivals) {
    const { executor } = await open({ threads });
    try {
      speeds.set(id, measureSpeed(executor, kind === 'cpu' ? 'processors' : 'gpu'));
    } finally {
      executor.dispose();
    }
  }
  return speeds;
}

/** The core budget that a host was given at its start. */
export function threadBudget(): number {
  const budget = Number(process.env.MIXWRIGHT_THREADS);
  return Number.isInteger(budget) && budget > 0 ? Math.min(budget, computeCores()) : computeCores();
}

function choices(cacheFile: string): KeptResults<string> {
  return openKeptResults(join(dirname(cacheFile), 'choices.json'));
}

function selfTests(cacheFile: string): KeptResults<SelfTestResult> {
  return openKeptResults(cacheFile);
}
