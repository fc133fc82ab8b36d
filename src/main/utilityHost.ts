/** Engine hosts as Electron's utility processes: the same entry as under Node's fork, and the same containment. */
import { constants } from 'node:os';
import { utilityProcess } from 'electron';
import type { HostExit, HostProcess, SpawnHost } from '../services/engineHosts/hostProcess.ts';
import type { HostMessage } from '../shared/jobs.ts';

export const utilityHost: SpawnHost = (entry, environment) => {
  const child = utilityProcess.fork(entry, [], {
    env: { ...environment },
    serviceName: 'Mixwright engine',
    stdio: ['ignore', 'ignore', 'pipe'],
    // The compute libraries come from npm, signed by nobody.
    allowLoadingUnsignedLibraries: true,
  });
  const exited = new Promise<HostExit>((resolve) => child.once('exit', (code) => resolve({ code, signal: signalOf(code) })));
  const started: HostProcess = {
    get pid() {
      return child.pid ?? 0;
    },
    send: (request) => child.postMessage(request),
    onMessage: (listen) => void child.on('message', (message: HostMessage) => listen(message)),
    onStderr: (listen) => void child.stderr?.on('data', (chunk: Buffer) => listen(chunk.toString('utf8'))),
    onExit: (listen) => void exited.then(listen),
    kill() {
      // Its own kill() asks; a host that sits in a native call does not hear that.
      if (child.pid === undefined) child.kill();
      else endProcess(child.pid);
    },
  };
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(started));
    // One that never came up: whoever listens is told that it has exited.
    exited.then(() => resolve(started));
  });
};

const fatalSignals = ['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/** Electron passes on what waitpid says: a signal's number, perhaps with the bit of a core dump. No host of ours exits with such a number. */
function signalOf(code: number): string | null {
  if (process.platform === 'win32' || code > 0xff) return null;
  return fatalSignals.find((name) => constants.signals[name] === (code & 0x7f)) ?? null;
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
