/** How an engine-host process is started outside Electron. The app starts the same entry with its utilityProcess behind this interface. */
import { fork } from 'node:child_process';
import type { HostMessage, HostRequest } from '../../shared/jobs.ts';

export interface HostExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface HostProcess {
  readonly pid: number;
  send(request: HostRequest): void;
  onMessage(listen: (message: HostMessage) => void): void;
  onStderr(listen: (text: string) => void): void;
  /** Called once; also when the process could not be started. */
  onExit(listen: (exit: HostExit) => void): void;
  /** At once, without asking. */
  kill(): void;
}

/** Resolves when the process has its id; Electron's gets one later than Node's. */
export type SpawnHost = (entry: string, environment: Readonly<Record<string, string>>) => Promise<HostProcess>;

export const forkHost: SpawnHost = async (entry, environment) => {
  const child = fork(entry, [], {
    env: environment,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A terminal sends Ctrl-C to its whole group; the host is to hear of it from us only, even before its handlers stand.
    detached: process.platform !== 'win32',
  });
  // Heard from the start: a process that could not be started says so before anyone else can listen.
  const exited = new Promise<HostExit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: error.message }));
  });
  return {
    pid: child.pid ?? 0,
    send: (request) => void (child.connected && child.send(request)),
    onMessage: (listen) => void child.on('message', (message) => listen(message as HostMessage)),
    onStderr: (listen) => void child.stderr?.setEncoding('utf8').on('data', listen),
    onExit: (listen) => void exited.then(listen),
    kill: () => void child.kill('SIGKILL'),
  };
};
