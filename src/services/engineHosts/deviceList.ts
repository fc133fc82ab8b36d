/** The devices of this machine with their self-tests, found out once while the application is open. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobResults } from '../../shared/jobs.ts';
import type { Services } from '../services.ts';
import { deviceCacheFile, runJob } from './jobs.ts';

export type DeviceList = JobResults['devices'];

export interface DeviceLister {
  /** @param again test anew, also what has passed before. @throws MixwrightError ENGINE_ABORTED when a driver takes the engine down. */
  list(again: boolean): Promise<DeviceList>;
}

export function deviceLister(services: Services): DeviceLister {
  let known: { readonly libraries: string; readonly devices: Promise<DeviceList> } | null = null;
  return {
    async list(again) {
      const libraries = await addedLibraries(services);
      // A library that came or went brings or takes devices.
      if (known !== null && known.libraries === libraries && !again) return known.devices;
      if (again) await rm(deviceCacheFile(services), { force: true });
      const devices = runJob(services, { kind: 'devices', cacheFile: deviceCacheFile(services), lastResorts: again });
      const current = { libraries, devices };
      known = current;
      // Asked again next time, in place of failing for ever.
      devices.catch(() => {
        if (known === current) known = null;
      });
      return devices;
    },
  };
}

/** One folder per kind, in it one per package. */
async function addedLibraries({ data }: Services): Promise<string> {
  const kinds = await readdir(data.libraries).catch(() => []);
  const packages = await Promise.all(kinds.map((kind) => readdir(join(data.libraries, kind)).catch(() => [])));
  return packages.flat().sort().join('\n');
}
