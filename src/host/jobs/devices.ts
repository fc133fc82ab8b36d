/** Lists the devices with their self-tests. */
import { defaultDevice, listTestedDevices } from '../../engine/executors/ggml/deviceList.ts';
import { loadGgml } from '../../llamacpp/ggml.ts';
import type { JobHandler } from '../job.ts';

export const devices: JobHandler<'devices'> = async ({ cacheFile }) => {
  const listed = listTestedDevices(loadGgml(), cacheFile);
  return { devices: listed.map((device) => ({ ...device, kind: device.kind === 'cpu' ? 'cpu' : 'gpu' })), default: defaultDevice(listed) };
};
