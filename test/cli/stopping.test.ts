/** Ctrl-C: the first saves and stops, a second one ends at once; either way the run goes on later as if nothing had happened. */
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Running, startMixwright } from './mixwright.ts';
import { createWorkspace, curve, trainedBytes } from './workspace.ts';

const { run, folder, home } = await createWorkspace();

/** Of any length by the same rates, so that a run which is stopped at whatever step can be compared with one that was not. */
const settings = ['schedule=constant', 'evalEvery=25', 'checkpointEvery=0'].flatMap((field) => ['--set', `training.${field}`]);
/** Longer than any test waits; checkpoints come from stopping alone. */
const endless = ['train', 'recipe.json', ...settings, '--set', 'training.steps=1000000', '--json'];
/** Steps that a stopped run goes on for. */
const more = 20;

function start(args: readonly string[]): Running {
  return startMixwright(args, { home, folder });
}

async function untilStep(running: Running, step: number): Promise<void> {
  await running.line((line) => line.type === 'step' && Number(line.step) >= step);
}

/** The folder of a run of so many steps that nobody stopped. */
async function uninterrupted(steps: number): Promise<string> {
  const { lines } = await run(['train', 'recipe.json', ...settings, '--set', `training.steps=${steps}`, '--json']);
  return String(lines()[0]?.directory);
}

describe('Ctrl-C while training', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s saves, ends with 130, and the run goes on to the very same end', async (signal) => {
    const running = start(endless);
    await untilStep(running, 30);
    running.child.kill(signal);
    const { status, lines } = await running.finished;
    const result = lines().at(-1);
    expect([status, result?.type, result?.status]).toEqual([130, 'result', 'stopped']);
    const steps = Number(result?.steps);
    expect(steps).toBeGreaterThanOrEqual(30);
    const { id, directory } = lines()[0] as { id?: unknown; directory?: unknown };
    expect(result?.model).toBe(`${directory}/checkpoints/step-${String(steps).padStart(6, '0')}`);
    expect((await run(['runs', 'show', String(id), '--json'])).json()).toMatchObject({ status: 'stopped', step: steps });

    const whole = steps + more;
    const resumed = await run(['resume', String(id), '--set', `training.steps=${whole}`, '--json']);
    expect(resumed.status).toBe(0);
    expect(resumed.lines()).toContainEqual({ type: 'resumed', step: steps, dropped: 0 });
    const other = await uninterrupted(whole);
    expect(await curve(String(directory))).toEqual(await curve(other));
    const last = `checkpoints/step-${String(whole).padStart(6, '0')}`;
    expect(await trainedBytes(`${directory}/${last}`)).toEqual(await trainedBytes(`${other}/${last}`));
  });

  it('a second one ends without waiting for a checkpoint: 130, and the run can still be resumed', async () => {
    const running = start(endless);
    await untilStep(running, 30);
    running.child.kill('SIGINT');
    running.child.kill('SIGTERM');
    const { status, lines } = await running.finished;
    expect(status).toBe(130);
    const { id, directory } = lines()[0] as { id?: unknown; directory?: unknown };
    const shown = (await run(['runs', 'show', String(id), '--json'])).json<{ status: string; step: number }>();
    expect(shown.status).toBe('stopped');
    const whole = shown.step + more;
    expect((await run(['resume', String(id), '--set', `training.steps=${whole}`, '--json'])).status).toBe(0);
    expect(await curve(String(directory))).toEqual(await curve(await uninterrupted(whole)));
  });
});

describe('Ctrl-C in other commands', () => {
  it('a conversion that is being written or proved leaves no folder behind and ends with 130', async () => {
    const running = start(['convert', 'base', '--method', 'sparse-upcycling', '--experts', '256', '-o', 'moe', '--json']);
    const written = async (): Promise<readonly string[]> => (await readdir(folder)).filter((name) => name.includes('moe'));
    await expect.poll(written, { interval: 1 }).not.toEqual([]);
    running.child.kill('SIGINT');
    const { status, lines } = await running.finished;
    expect([status, lines()]).toEqual([130, [expect.objectContaining({ type: 'error', code: 'STOPPED' })]]);
    expect(await written()).toEqual([]);
  });
});

describe('what a stopped run says', () => {
  it('how to go on, on stdout, and what happens on stderr, unless --quiet', async () => {
    const human = endless.filter((argument) => argument !== '--json');
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
