/** Lists the devices with their self-tests. */
import { listDevices } from '../devices/devices.ts';
import type { JobHandler } from '../job.ts';

export const devices: JobHandler<'devices'> = async ({ cacheFile, lastResorts }) => {
  const { devices: listed, default: preferred } = await listDevices(cacheFile, lastResorts);
  return {
    devices: listed.map(({ lastResort: _, ...device }) => ({ ...device, kind: device.kind === 'cpu' ? 'cpu' : 'gpu' })),
    default: preferred,
  };
};
