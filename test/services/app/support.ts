/** A whole application over real engine hosts, and short real runs on the starter model. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Application, openApplication } from '../../../src/services/app/openApplication.ts';
import type { SpawnHost } from '../../../src/services/engineHosts/hostProcess.ts';
import { openServices } from '../../../src/services/services.ts';
import type { RunRow } from '../../../src/shared/api/runs.ts';
import { bundleHost } from '../../support/hostBundle.ts';
import { starter } from '../appSupport.ts';
import { temporaryFolder } from '../support.ts';
import { staying } from './draft.ts';

/** Built once for all tests of a file. */
export const hostEntry = bundleHost();

/** @param folder a data directory that is open elsewhere; absent: one of the test's own. */
export async function temporaryApplication(folder?: string, spawn?: SpawnHost): Promise<Application> {
  const dataDirectory = folder ?? join(await temporaryFolder(), 'data');
  const services = await openServices({ dataDirectory, hostEntry: await hostEntry, ...(spawn && { spawn }) });
  const application = await openApplication({ services, starter, face: 'web', version: '0.0.0' });
  onTestFinished(() => application.close());
  return application;
}

export async function rowOf({ handlers }: Application, id: string): Promise<RunRow> {
  const rows = await handlers['runs.list']({}, staying);
  const row = rows.find((each) => each.id === id);
  if (!row) throw new Error(`no run ${id} among ${rows.map((each) => each.id).join(', ')}`);
  return row;
}

/** Waits until the run is as wanted. */
export async function until(application: Application, id: string, wanted: (row: RunRow) => boolean, patienceMs = 200_000): Promise<RunRow> {
  const start = performance.now();
  for (;;) {
    const row = await rowOf(application, id);
    if (wanted(row)) return row;
    if (performance.now() - start > patienceMs)
      throw new Error(`waited in vain; the run is ${row.status}, step ${row.step}, ${row.error?.message ?? 'without an error'}`);
    await sleep(30);
  }
}
