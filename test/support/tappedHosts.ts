/** Engine hosts whose traffic a test sees as it passes: moments of a job told by the job itself, not by looks at it now and then. */
import { forkHost, type HostProcess, type SpawnHost } from '../../src/services/engineHosts/hostProcess.ts';
import type { HostRequest, JobEvent } from '../../src/shared/jobs.ts';

export interface Tap {
  /** Before anyone else hears of it. */
  onEvent?(event: JobEvent, host: HostProcess): void;
  onSend?(request: HostRequest): void;
}

export function tappedHosts({ onEvent, onSend }: Tap): SpawnHost {
  return async (entry, environment) => {
    const host = await forkHost(entry, environment);
    host.onMessage((message) => {
      if (message.type === 'event') onEvent?.(message.event, host);
    });
    return {
      ...host,
      send(request) {
        host.send(request);
        onSend?.(request);
      },
    };
  };
}
