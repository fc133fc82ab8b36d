/** Ctrl-C: the first saves and stops, a second one ends at once; either way the run goes on later as if nothing had happened. */
import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Running, startMixwright } from './mixwright.ts';
import { createWorkspace, curve, trainedBytes } from './workspace.ts';

const { run, folder, home } = await createWorkspace();

/** Long enough to be stopped in its middle; checkpoints come from stopping alone. */
const long = ['train', 'recipe.json', '--set', 'training.steps=300', '--set', 'training.evalEvery=25', '--set', 'training.checkpointEvery=0', '--json'];

function start(args: readonly string[]): Running {
  return startMixwright(args, { home, folder });
}

async function untilStep(running: Running, step: number): Promise<void> {
  await running.line((line) => line.type === 'step' && Number(line.step) >= step);
}

let uninterrupted = '';

beforeAll(async () => {
  const { lines } = await run(long);
  uninterrupted = String(lines()[0]?.directory);
});

describe('Ctrl-C while training', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s saves, ends with 130, and the run goes on to the very same end', async (signal) => {
    const running = start(long);
    await untilStep(running, 30);
    running.child.kill(signal);
    const { status, lines } = await running.finished;
    const result = lines().at(-1);
    expect([status, result?.type, result?.status]).toEqual([130, 'result', 'stopped']);
    const steps = Number(result?.steps);
    expect(steps).toBeGreaterThanOrEqual(30);
    expect(steps).toBeLessThan(300);
    const { id, directory } = lines()[0] as { id?: unknown; directory?: unknown };
    expect(result?.model).toBe(`${directory}/checkpoints/step-${String(steps).padStart(6, '0')}`);
    expect((await run(['runs', 'show', String(id), '--json'])).json()).toMatchObject({ status: 'stopped', step: steps });

    const resumed = await run(['resume', String(id), '--json']);
    expect(resumed.status).toBe(0);
    expect(resumed.lines()).toContainEqual({ type: 'resumed', step: steps, dropped: 0 });
    expect(await curve(String(directory))).toEqual(await curve(uninterrupted));
    const last = 'checkpoints/step-000300';
    expect(await trainedBytes(`${directory}/${last}`)).toEqual(await trainedBytes(`${uninterrupted}/${last}`));
  });

  it('a second one ends without waiting for a checkpoint: 130, and the run can still be resumed', async () => {
    const running = start(long);
    await untilStep(running, 30);
    running.child.kill('SIGINT');
    running.child.kill('SIGTERM');
    const { status, lines } = await running.finished;
    expect(status).toBe(130);
    const { id, directory } = lines()[0] as { id?: unknown; directory?: unknown };
    const { json } = await run(['runs', 'show', String(id), '--json']);
    expect(json()).toMatchObject({ status: 'stopped' });
    expect((await run(['resume', String(id), '--json'])).status).toBe(0);
    expect(await curve(String(directory))).toEqual(await curve(uninterrupted));
  });
});

describe('Ctrl-C in other commands', () => {
  it('a conversion that is being written leaves no folder behind and ends with 130', async () => {
    const running = start(['convert', 'base', '--method', 'sparse-upcycling', '--experts', '256', '-o', 'moe', '--json']);
    const written = async (): Promise<readonly string[]> => (await readdir(folder)).filter((name) => name.includes('moe'));
    await expect.poll(written, { interval: 1, timeout: 10_000 }).not.toEqual([]);
    running.child.kill('SIGINT');
    const { status, lines } = await running.finished;
    expect([status, lines()]).toEqual([130, [expect.objectContaining({ type: 'error', code: 'STOPPED' })]]);
    expect(await written()).toEqual([]);
  });
});

describe('what a stopped run says', () => {
  it('how to go on, on stdout, and what happens on stderr, unless --quiet', async () => {
    const human = long.filter((argument) => argument !== '--json');
    const spoken = await stopAfterFirstStep(human);
    expect(spoken.status).toBe(130);
    expect(spoken.stdout).toMatch(/stopped after \d+ steps; go on with: mixwright resume \S+/);
    expect(spoken.stderr).toContain('saving after this step');
    const quiet = await stopAfterFirstStep([...human, '--quiet']);
    expect([quiet.status, quiet.stderr]).toEqual([130, '']);
    expect(quiet.stdout).toContain('mixwright resume');
  });
});

async function stopAfterFirstStep(args: readonly string[]) {
  const running = start(args);
  await running.said('step ');
  running.child.kill('SIGINT');
  return running.finished;
}
