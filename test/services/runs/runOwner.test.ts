import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { claimRun, runOwner } from '../../../src/services/runs/runOwner.ts';
import { bundleForNode } from '../../support/bundle.ts';
import { killHard, newRun, startProcess, temporaryDataDirectory } from '../support.ts';

describe('claimRun', () => {
  it('gives a run to one at a time', async () => {
    const { directory } = await newRun(await temporaryDataDirectory());
    const claim = await claimRun(directory);
    expect(await runOwner(directory)).toBe(process.pid);
    await expect(claimRun(directory, 0)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await claim.release();
    expect(await runOwner(directory)).toBeNull();
    await (await claimRun(directory, 0)).release();
  });

  it('gives it to exactly one of many that ask at the same moment', async () => {
    const { directory } = await newRun(await temporaryDataDirectory());
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => claimRun(directory, 1500)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('names the process that holds it, and frees it when that process is killed', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { directory } = await newRun(dataDirectory);
    const holder = await startProcess(await bundleForNode('test/services/processes/sharer.ts'), ['holdRun', dataDirectory.root, directory]);
    await expect(claimRun(directory, 0)).rejects.toThrow(`process ${holder.pid}`);
    await killHard(holder);
    await (await claimRun(directory, 0)).release();
  });

  it('holds for the engine host too, when its parent is gone', async () => {
    const { directory } = await newRun(await temporaryDataDirectory());
    const host = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const claim = await claimRun(directory);
    await claim.shareWith(host.pid as number);
    await expect(claimRun(directory, 0)).rejects.toMatchObject({ code: 'RUN_HELD' });
    const gone = once(host, 'exit');
    host.kill('SIGKILL');
    await gone;
    expect(await runOwner(directory)).toBe(process.pid);
    await claim.release();
    expect(await runOwner(directory)).toBeNull();
  });

  it('waits a moment for an owner that is about to go', async () => {
    const { directory } = await newRun(await temporaryDataDirectory());
    const first = await claimRun(directory);
    setTimeout(() => void first.release(), 150);
    await (await claimRun(directory, 120_000)).release();
  });
});
