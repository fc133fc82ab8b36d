/**
 * Processes that die without a word, as with kill -9 or a power cut: the engine host, or the command line itself, at any moment.
 * However often that happens, the resumed run has every step once, with the very values of a run that nobody disturbed.
 */
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randomStream } from '../../src/shared/random.ts';
import { type JsonLine, type Running, startMixwright } from './mixwright.ts';
import { createWorkspace, curve, trainedBytes } from './workspace.ts';

const { run, folder, home } = await createWorkspace();
/** The same rates at every length, so that a run which was killed at whatever step can be compared with one that was not. */
const train = (steps: number): readonly string[] => {
  const settings = [`steps=${steps}`, 'schedule=constant', 'evalEvery=40', 'checkpointEvery=10'];
  return ['train', 'recipe.json', ...settings.flatMap((field) => ['--set', `training.${field}`]), '--json'];
};
/** Never at its end, however late a signal comes. */
const endless = train(1_000_000);

const kills = 6;
/** Steps a victim lives at most. */
const longestLife = 60;
/** Steps the last one, which nobody kills, goes on for. */
const more = 20;

type Victim = 'host' | 'command line';

/** As it starts, or as it computes and saves: how long a victim lives, told by its own progress because machines differ in speed. */
type Life = { readonly milliseconds: number } | { readonly steps: number };

async function live({ line, finished }: Running, life: Life): Promise<void> {
  const over = 'milliseconds' in life ? sleep(life.milliseconds) : line(atStep(life.steps));
  await Promise.race([over, finished]).catch(() => undefined);
}

/** Fits the line of a process's n-th step; its first line of a step is step 1 only where the run begins with it. */
function atStep(n: number): (line: JsonLine) => boolean {
  let first = Number.POSITIVE_INFINITY;
  return ({ type, step }) => {
    if (type !== 'step') return false;
    first = Math.min(first, Number(step));
    return Number(step) >= first + n - 1;
  };
}

async function kill(running: Running, victim: Victim): Promise<void> {
  const pid = victim === 'host' ? await hostOf(running) : running.child.pid;
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}

/** The command line has one child: its engine host, as soon as it is started. */
async function hostOf({ child }: Running): Promise<number | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' });
    if (stdout.trim() !== '') return Number(stdout.split('\n')[0]);
    await sleep(5);
  }
  return undefined;
}

function firstLine({ lines }: { lines(): readonly JsonLine[] }): { readonly id: string; readonly directory: string } {
  const [line] = lines();
  return { id: String(line?.id), directory: String(line?.directory) };
}

describe.skipIf(process.platform === 'win32')('killed at random moments', () => {
  it('a resumed run equals an undisturbed one bit for bit', async () => {
    const start = performance.now();
    const running = startMixwright(endless, { home, folder });
    const id = String((await running.line(({ type }) => type === 'run')).id);
    const directory = `${home}/runs/${id}`;
    await running.line(({ type }) => type === 'step');
    const startup = performance.now() - start;
    const moments = randomStream(Date.now() >>> 0, 'kill moments');
    const story: string[] = [];
    let current = running;
    for (let i = 0; i < kills; i++) {
      const victim: Victim = moments.uniform(0, i) < 0.5 ? 'host' : 'command line';
      const share = moments.uniform(2, i);
      const life = moments.uniform(1, i) < 0.3 ? { milliseconds: Math.floor(startup * share) } : { steps: 1 + Math.floor(longestLife * share) };
      await live(current, life);
      await kill(current, victim);
      const { status, stdout } = await current.finished;
      story.push(`${victim} killed after ${JSON.stringify(life)}: ${status}`);
      if (status === 1) expect(stdout.trimEnd().split('\n').at(-1)).toContain('ENGINE_ABORTED');
      else expect(status, `${story.join('\n')}\n${stdout}`).toBe('SIGKILL');
      if (i < kills - 1) current = startMixwright(['resume', id, '--json'], { home, folder });
    }
    const { step } = (await run(['runs', 'show', id, '--json'])).json<{ step: number }>();
    const steps = step + more;
    const { status, stdout } = await run(['resume', id, '--set', `training.steps=${steps}`, '--json']);
    expect(status, `${story.join('\n')}\n${stdout}`).toBe(0);
    const undisturbed = firstLine(await run(train(steps)));
    expect(await curve(directory), story.join('\n')).toEqual(await curve(undisturbed.directory));
    const last = `checkpoints/step-${String(steps).padStart(6, '0')}`;
    expect(await trainedBytes(`${directory}/${last}`)).toEqual(await trainedBytes(`${undisturbed.directory}/${last}`));
    expect((await run(['runs', 'show', id, '--json'])).json()).toMatchObject({ status: 'done', step: steps, error: null });
  });

  it('a run whose command line died is listed as interrupted; one whose engine died as failed, with the reason', async () => {
    const one = startMixwright(endless, { home, folder });
    const other = startMixwright(endless, { home, folder });
    const [first, second] = [await one.line(({ type }) => type === 'step'), await other.line(({ type }) => type === 'step')];
    expect([first.step, second.step]).toEqual([1, 1]);
    await kill(one, 'command line');
    await kill(other, 'host');
    const { status, lines } = await other.finished;
    expect([status, lines().at(-1)]).toEqual([1, expect.objectContaining({ code: 'ENGINE_ABORTED', hint: expect.stringContaining('mixwright resume') })]);
    const interrupted = firstLine(await one.finished).id;
    // Its host hears of the death by a closed channel.
    await expect.poll(async () => (await run(['runs', 'show', interrupted, '--json'])).json<{ status: string }>().status).toBe('interrupted');
    const failed = await run(['runs', 'show', firstLine({ lines }).id, '--json']);
    expect(failed.json()).toMatchObject({ status: 'failed', error: { code: 'ENGINE_ABORTED' } });
  });

  it.each([0, 20, 40, 60, 120])('an engine host whose parent goes %i ms after its start ends with it', async (milliseconds) => {
    const entry = fileURLToPath(new URL('../../out/main/host.js', import.meta.url));
    const host = fork(entry, [], { stdio: 'ignore', serialization: 'advanced' });
    onTestFinished(() => void host.kill('SIGKILL'));
    const gone = once(host, 'exit');
    await sleep(milliseconds);
    host.disconnect();
    expect(await Promise.race([gone, sleep(120_000, 'still there')])).toEqual([null, 'SIGKILL']);
  });
});
