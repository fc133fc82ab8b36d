/** Every device of this machine, tested, and the one to use. */

import { dirname, join } from 'node:path';
import type { Executor } from '../../engine/executors/executor.ts';
import type { SelfTestResult } from '../../engine/executors/selfTest/selfTest.ts';
import { computeCores } from '../../llamacpp/cores.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/options.ts';
import { defaultDevice, rivalDevices, type Speeds } from './chooseDevice.ts';
import type { KnownDevice, ListedDevice, PresentDevice } from './device.ts';
import { ggmlDevices } from './ggmlDevices.ts';
import { type KeptResults, openKeptResults } from './keptResults.ts';
import { measureSpeeds } from './measureSpeed.ts';
import { knownOrUntested, tested } from './testDevice.ts';
import { scriptDevice, tensorflowDevice, tensorflowFolder, wasmDevice } from './tfjsDevices.ts';

export interface DeviceList {
  readonly devices: readonly ListedDevice[];
  readonly default: string;
}

/**
 * @param cacheFile where self-tests are kept between processes; choices lie beside them.
 * @param lastResorts whether to test those that serve only where nothing else does: a software GPU takes a minute for it.
 */
export async function listDevices(cacheFile: string, lastResorts: boolean): Promise<DeviceList> {
  const threads = threadBudget();
  const known = [...ggmlDevices(), await tensorflowDevice(threads), wasmDevice(), scriptDevice()];
  const asked = await testedAll(known, cacheFile, lastResorts);
  const devices = asked.some(({ selfTest }) => selfTest.ok) ? asked : await testedAll(known, cacheFile);
  return { devices, default: await chosen(known, devices, { cacheFile, threads }) };
}

export interface DeviceUse {
  /** To compute with, for libraries that are told when they are loaded. */
  readonly threads?: number | undefined;
  /** Whether whole training steps are made: what tells executors apart is measured on those. */
  readonly trains?: boolean | undefined;
}

/**
 * The device a user names, or the one that `auto` means.
 * @throws MixwrightError NOT_FOUND, NOT_AVAILABLE when it is not installed, DEVICE_FAILED when it computes wrongly here.
 */
export async function findDevice(wanted: string, cacheFile: string, { threads = threadBudget(), trains = false }: DeviceUse = {}): Promise<PresentDevice> {
  const id = wanted.toLowerCase();
  if (id === 'auto') return automaticDevice({ cacheFile, threads }, trains);
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

/** Where tokens come one by one TensorFlow.js is slower, whatever its training steps take: each kernel is a call, and packed weights are widened for every token. */
async function automaticDevice(circumstances: Circumstances, trains: boolean): Promise<PresentDevice> {
  const { cacheFile, threads } = circumstances;
  const ggml = ggmlDevices().filter(({ lastResort }) => !lastResort);
  const remembered = ggml.find(({ id }) => id === choices(cacheFile).get(choiceKey(threads)));
  if (remembered) return remembered;
  const found = (trains ? null : await choice(ggml, circumstances)) ?? (await choice([...ggml, ...(await addedDevices(threads))], circumstances));
  return found ?? (await choice([wasmDevice(), scriptDevice()], circumstances)) ?? findDevice('cpu', cacheFile);
}

async function addedDevices(threads: number): Promise<readonly KnownDevice[]> {
  return tensorflowFolder() === null ? [] : [await tensorflowDevice(threads)];
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

async function testedAll(known: readonly KnownDevice[], cacheFile: string, lastResorts = true): Promise<readonly ListedDevice[]> {
  const kept = selfTests(cacheFile);
  const listed: ListedDevice[] = [];
  for (const device of known) listed.push(await (lastResorts || !device.present || !device.lastResort ? tested : knownOrUntested)(device, kept));
  return listed;
}

/** Measures only where executors compete for the same hardware, and remembers who won. */
async function chosen(known: readonly KnownDevice[], devices: readonly ListedDevice[], { cacheFile, threads }: Circumstances): Promise<string> {
  const rivals = rivalDevices(devices).flatMap(({ id }) => known.filter((device): device is PresentDevice => device.present && device.id === id));
  if (rivals.length === 0) return defaultDevice(devices);
  const remembered = choices(cacheFile).get(choiceKey(threads));
  if (rivals.some(({ id }) => id === remembered)) return remembered as string;
  const measured = defaultDevice(devices, rivals.length > 1 ? await speedsOf(rivals, threads) : undefined);
  // Others may have measured meanwhile: whoever was first decides for all, or the same recipe would run on two executors.
  const first = choices(cacheFile).get(choiceKey(threads));
  const winner = rivals.find(({ id }) => id === first)?.id ?? measured;
  // Also without a rival: TensorFlow need not be loaded to find that out again. One that does not load is tried again.
  if (known.some(({ id, present }) => present && id.startsWith('tfjs-tensorflow'))) choices(cacheFile).put(choiceKey(threads), winner);
  return winner;
}

/** What a choice depends on and is known without loading TensorFlow. */
function choiceKey(threads: number): string {
  return [...ggmlDevices().map(({ fingerprint }) => fingerprint), tensorflowFolder() ?? 'no TensorFlow', `${threads} threads`].join(' | ');
}

/** Measured together: the figures of one moment are comparable. */
async function speedsOf(rivals: readonly PresentDevice[], threads: number): Promise<Speeds> {
  const executors: Executor[] = [];
  try {
    for (const { open } of rivals) executors.push((await open({ threads })).executor);
    const seconds = measureSpeeds(executors);
    return new Map(rivals.map(({ id }, i) => [id, seconds[i] as number]));
  } finally {
    for (const executor of executors) executor.dispose();
  }
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
