/** Ends processes as a crash does. */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** kill -9 for the children of a process whose command line names a file; waits until there is one. POSIX only. */
export async function killChildren(parent: number, file: string): Promise<void> {
  for (;;) {
    const { stdout } = spawnSync('pgrep', ['-P', String(parent), '-f', file], { encoding: 'utf8' });
    const pids = stdout.split('\n').filter((line) => line !== '');
    if (pids.length > 0) return pids.forEach((pid) => void process.kill(Number(pid), 'SIGKILL'));
    await sleep(20);
  }
}
