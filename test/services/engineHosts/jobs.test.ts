import { readdir, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HostExit, SpawnHost } from '../../../src/services/engineHosts/hostProcess.ts';
import { runJob, startJob } from '../../../src/services/engineHosts/jobs.ts';
import type { Services } from '../../../src/services/services.ts';
import { openSettings } from '../../../src/services/settings.ts';
import { MixwrightError, toErrorObject } from '../../../src/shared/errors.ts';
import type { HostMessage } from '../../../src/shared/jobs.ts';
import { temporaryDataDirectory } from '../support.ts';

afterEach(() => vi.unstubAllEnvs());

/** A host that does nothing by itself: it is about what it is given, and what its words do. */
function puppet() {
  let tell: (message: HostMessage) => void = () => undefined;
  let exit: (exit: HostExit) => void = () => undefined;
  let isListening = false;
  const given: Record<string, string>[] = [];
  const spawn: SpawnHost = async (_, environment) => {
    given.push({ ...environment });
    return {
      pid: process.pid,
      send: () => undefined,
      onMessage: (listen) => {
        tell = listen;
      },
      onStderr: () => undefined,
      onExit: (listen) => {
        exit = listen;
        isListening = true;
      },
      kill: () => exit({ code: null, signal: 'SIGKILL' }),
    };
  };
  return { spawn, given, listens: () => isListening, tell: (message: HostMessage) => tell(message), end: () => exit({ code: 0, signal: null }) };
}

const warn = vi.fn();
afterEach(() => warn.mockClear());

const job = {
  kind: 'generate',
  model: { kind: 'checkpoint', path: '/m' },
  prompts: [],
  raw: true,
  sampling: { maxTokens: 1, temperature: 0, topK: 0, topP: 1, seed: 1 },
  device: 'cpu',
} as const;

describe('an engine host', () => {
  it('is given no more threads and GPU memory than the settings allow', async () => {
    vi.stubEnv('MIXWRIGHT_THREADS', undefined);
    const data = await temporaryDataDirectory();
    const host = puppet();
    const services: Services = { data, hostEntry: '/host.js', spawn: host.spawn, debug: false, warn };
    await openSettings(data).update({ threads: 1, gpuMemoryBytes: 4e9 });
    const running = await startJob(services, job);
    expect(host.given[0]).toMatchObject({ MIXWRIGHT_THREADS: '1', MIXWRIGHT_GPU_MEMORY: '4000000000', MIXWRIGHT_CACHE_DIR: data.cache });
    host.end();
    await expect(running.result).rejects.toMatchObject({ code: 'ENGINE_ABORTED' });
  });

  it('starts though the settings are damaged, which is told', async () => {
    const data = await temporaryDataDirectory();
    const host = puppet();
    await writeFile(data.settingsFile, 'no json');
    const running = await startJob({ data, hostEntry: '/host.js', spawn: host.spawn, debug: false, warn }, job);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('settings.json'));
    host.end();
    await expect(running.result).rejects.toMatchObject({ code: 'ENGINE_ABORTED' });
  });

  it('leaves its cores to others while its run is paused, and has as many again when it goes on', async () => {
    vi.stubEnv('MIXWRIGHT_THREADS', undefined);
    const data = await temporaryDataDirectory();
    const host = puppet();
    const running = await startJob({ data, hostEntry: '/host.js', spawn: host.spawn, debug: false, warn }, job);
    const claims = async (): Promise<readonly string[]> =>
      (await readdir(data.locks.threads)).filter((name) => /^\d/.test(name)).map((name) => name.split('-')[2] as string);
    const before = await claims();
    expect(before).toHaveLength(1);
    host.tell({ type: 'event', event: { type: 'phase', phase: 'paused' } });
    await expect.poll(claims).toEqual([]);
    running.command('resume');
    await expect.poll(claims).toEqual(before);
    host.tell({ type: 'result', result: {} });
    host.end();
    await running.result;
    expect(await claims()).toEqual([]);
  });

  it('that was told to end has ended as wanted, however it did', async () => {
    const data = await temporaryDataDirectory();
    const endedBy = async (reason?: MixwrightError): Promise<unknown> => {
      const host = puppet();
      const abort = new AbortController();
      const onEvent = (): void => abort.abort(reason);
      const running = runJob({ data, hostEntry: '/host.js', spawn: host.spawn, debug: false, warn }, job, { onEvent, signal: abort.signal });
      await expect.poll(host.listens).toBe(true);
      host.tell({ type: 'event', event: { type: 'phase', phase: 'loading' } });
      host.tell({ type: 'failed', error: toErrorObject(new RangeError('torn down half way')) });
      host.end();
      return running.catch((error: unknown) => error);
    };
    expect(await endedBy()).toMatchObject({ code: 'STOPPED', cause: { message: expect.stringContaining('torn down half way') } });
    const reason = new MixwrightError('STOPPED', 'the application is closing');
    expect(await endedBy(reason)).toBe(reason);
  });
});
