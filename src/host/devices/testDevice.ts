/** Proof that a device computes right here, once per library and driver version. */
import { type SelfTestResult, selfTest, unfinishedTest } from '../../engine/executors/selfTest/selfTest.ts';
import type { KnownDevice, ListedDevice, PresentDevice } from './device.ts';
import type { KeptResults } from './keptResults.ts';

/** The device with its self-test, made now or remembered. Never throws: what goes wrong is the result. */
export async function tested(device: KnownDevice, kept: KeptResults<SelfTestResult>): Promise<ListedDevice> {
  const { id, executor, kind, name } = device;
  if (!device.present) return { id, executor, kind, name, memoryBytes: 0, lastResort: true, missing: true, selfTest: { ok: false, reason: device.reason } };
  const { memoryBytes, lastResort, fingerprint } = device;
  const known = kept.get(fingerprint);
  const result = known ?? (await test(device));
  const { unfinished = false, ...verdict } = result;
  if (!known && !unfinished) kept.put(fingerprint, verdict);
  return { id, executor, kind, name, memoryBytes, lastResort, selfTest: verdict };
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
