/** What every face opens first: a data directory and the way to start engine hosts. */
import { type DataDirectory, openDataDirectory } from './directory/dataDirectory.ts';
import { forkHost, type SpawnHost } from './engineHosts/hostProcess.ts';

export interface Services {
  readonly data: DataDirectory;
  /** The built engine-host file. */
  readonly hostEntry: string;
  readonly spawn: SpawnHost;
  /** Errors carry stacks. */
  readonly debug: boolean;
  /** Something the user should know, though it stops nothing. */
  warn(message: string): void;
}

export interface ServicesOptions {
  /** Absent: MIXWRIGHT_HOME, else the platform's folder. */
  readonly dataDirectory?: string;
  readonly hostEntry: string;
  readonly spawn?: SpawnHost;
  readonly debug?: boolean;
  /** Something the user should know, though it stops nothing. */
  warn?(message: string): void;
}

export async function openServices({ dataDirectory, hostEntry, spawn = forkHost, debug = false, warn = () => undefined }: ServicesOptions): Promise<Services> {
  return { data: await openDataDirectory(dataDirectory, warn), hostEntry, spawn, debug, warn };
}
