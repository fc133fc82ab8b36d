/** Which device computes when the user does not say. */
import type { ListedDevice } from './device.ts';

/** Seconds of a step by device id, where measured. */
export type Speeds = ReadonlyMap<string, number>;

/**
 * A GPU of its own before one that shares memory before the CPU; of several executors for the same hardware the faster, as
 * measured here, where the difference is more than noise; what imitates or interprets only where nothing else passes its self-test.
 */
export function defaultDevice(devices: readonly ListedDevice[], speeds: Speeds = new Map()): string {
  const seconds = ({ id }: ListedDevice): number => speeds.get(id) ?? Number.POSITIVE_INFINITY;
  const [first, ...others] = rivalDevices(devices);
  if (!first) return 'cpu';
  return others.reduce((best, other) => (seconds(other) < seconds(best) * worthwhile ? other : best), first).id;
}

/** A device takes the place of one that comes first in the list when it needs at most this share of its time. */
const worthwhile = 0.9;

/** The usable devices of the best kind; when they are of several executors, only a measurement tells the best of them. */
export function rivalDevices(devices: readonly ListedDevice[]): readonly ListedDevice[] {
  const usable = devices.filter(({ selfTest }) => selfTest.ok);
  const direct = usable.filter(({ lastResort }) => !lastResort);
  const ofKind = (['gpu', 'igpu', 'cpu'] as const).map((kind) => direct.filter((device) => device.kind === kind)).find(({ length }) => length > 0);
  if (!ofKind) return usable.slice(0, 1);
  // Several GPUs of one executor are in its own order; its first stands for them.
  return ofKind.filter(({ executor }, i) => ofKind.findIndex((other) => other.executor === executor) === i);
}
