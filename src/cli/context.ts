/** What every command gets: its output, the services over the data directory, and a way to run jobs. */
import { fileURLToPath } from 'node:url';
import { startJob } from '../services/engineHosts/jobs.ts';
import { resolveModel } from '../services/models/modelReference.ts';
import { openServices, type Services } from '../services/services.ts';
import type { JobEvent, JobKind, JobOf, JobResults, ModelReference } from '../shared/jobs.ts';
import { createOutput, type Output } from './output.ts';
import { withStopSignals } from './stopSignals.ts';

/** Options every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly debug?: boolean;
  readonly dataDir?: string;
}

export interface CommandContext {
  readonly output: Output;
  readonly options: GlobalOptions;
  services(dataDirectory?: string): Promise<Services>;
  /** What people write for a model, as a host can open it. */
  model(text: string): Promise<ModelReference>;
  /** Runs a job with its progress shown; Ctrl-C cancels it. */
  job<K extends JobKind>(job: JobOf<K>, onEvent?: (event: JobEvent) => void): Promise<JobResults[K]>;
}

export function createContext(options: GlobalOptions): CommandContext {
  const color = options.color !== false && !process.env.NO_COLOR;
  const debug = options.debug ?? false;
  const output = createOutput({ json: options.json ?? false, quiet: options.quiet ?? false, debug, color });
  const hostEntry = fileURLToPath(new URL('./host.js', import.meta.url));
  const services = (dataDirectory = options.dataDir): Promise<Services> =>
    openServices({ hostEntry, debug, warn: output.note, ...(dataDirectory !== undefined && { dataDirectory }) });
  return {
    output,
    options,
    services,
    model: async (text) => resolveModel((await services()).data, text),
    async job(job, onEvent) {
      const running = await startJob(await services(), job, {
        onEvent(event) {
          output.event(event);
          onEvent?.(event);
        },
      });
      // A job that saves nothing ends at the first Ctrl-C.
      return withStopSignals({ onFirst: () => running.command('cancel') }, () => running.result).finally(output.done);
    },
  };
}
