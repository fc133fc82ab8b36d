/** Proof that a device computes right here, once per library and driver version. */
import { type SelfTestResult, selfTest, unfinishedTest } from '../../engine/executors/selfTest/selfTest.ts';
import type { KnownDevice, ListedDevice, MissingDevice, PresentDevice } from './device.ts';
import type { KeptResults } from './keptResults.ts';

/** The device with its self-test, made now or remembered. Never throws: what goes wrong is the result. */
export async function tested(device: KnownDevice, kept: KeptResults<SelfTestResult>): Promise<ListedDevice> {
  if (!device.present) return missing(device);
  const known = kept.get(device.fingerprint);
  const { unfinished = false, ...verdict } = known ?? (await test(device));
  if (!known && !unfinished) kept.put(device.fingerprint, verdict);
  return listed(device, verdict);
}

/** The same, but for a device that was not tested yet: nothing is found out now. */
export async function knownOrUntested(device: KnownDevice, kept: KeptResults<SelfTestResult>): Promise<ListedDevice> {
  if (!device.present) return missing(device);
  const known = kept.get(device.fingerprint);
  if (known) return listed(device, known);
  return { ...listed(device, { ok: false, reason: 'not tested yet: slower than the processor, and only used when asked for' }), untested: true };
}

function listed({ id, executor, kind, name, memoryBytes, lastResort }: PresentDevice, selfTest: SelfTestResult): ListedDevice {
  return { id, executor, kind, name, memoryBytes, lastResort, selfTest };
}

function missing({ id, executor, kind, name, reason }: MissingDevice): ListedDevice {
  return { id, executor, kind, name, memoryBytes: 0, lastResort: true, missing: true, selfTest: { ok: false, reason } };
}

async function test({ open, tolerance }: PresentDevice): Promise<SelfTestResult> {
  try {
    const { executor } = await open({ threads: 1 });
    try {
      return selfTest(executor, tolerance);
    } finally {
      executor.dispose();
    }
  } catch (error) {
    return unfinishedTest(error);
  }
}
