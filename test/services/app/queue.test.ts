import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRunQueue } from '../../../src/services/app/runQueue.ts';
import { claimAlone } from '../../../src/services/directory/claims.ts';
import { claimThreads } from '../../../src/services/engineHosts/threadSlots.ts';
import { resolveRecipe } from '../../../src/services/recipes/recipes.ts';
import type { Notice } from '../../../src/shared/api/app.ts';
import type { RunStatus } from '../../../src/shared/run.ts';
import { bundleForNode } from '../../support/bundle.ts';
import { starter } from '../appSupport.ts';
import { killHard, startProcess, temporaryFolder } from '../support.ts';
import { longTraining, shortDraft, staying } from './draft.ts';
import { hostEntry, rowOf, temporaryApplication, until } from './support.ts';

/** On a busy machine. */
const patient = { timeout: 120_000 };

describe('the queue', () => {
  it('waits for cores that other work holds', async () => {
    const application = await temporaryApplication();
    const slots = await claimThreads(application.context.services.data);
    const { id } = await application.handlers['runs.start']({ draft: await shortDraft(application) }, staying);
    expect(await until(application, id, ({ phase }) => phase !== '')).toMatchObject({ status: 'queued', phase: 'waits for cores that other work holds' });
    await slots.release();
    await until(application, id, ({ status }) => status === 'done');
  });

  it('runs one after another to their ends, telling each change and notice', async () => {
    const application = await temporaryApplication();
    const { handlers, context } = application;
    const told: (readonly [string, RunStatus])[] = [];
    application.watchRuns((row) => void told.push([row.id, row.status]));
    const abort = new AbortController();
    const notices: Notice[] = [];
    const reading = (async () => {
      for await (const notice of context.notices.watch(abort.signal)) notices.push(notice);
    })();
    const draft = await shortDraft(application);
    const { id: first } = await handlers['runs.start']({ draft: await shortDraft(application, { steps: 12 }), name: 'first' }, staying);
    // Held from its start, so that it is not over before it has been looked at.
    const goOn = await hold((await rowOf(application, first)).directory);
    const { id: second } = await handlers['runs.start']({ draft, name: 'second' }, staying);
    await until(application, first, ({ status }) => status !== 'queued');
    expect(await until(application, second, ({ phase }) => phase !== '')).toMatchObject({
      status: 'queued',
      queued: 1,
      ours: false,
      step: 0,
      phase: 'waits for first',
    });
    await expect.poll(() => application.activeRuns().map(({ id }) => id), patient).toEqual([first]);
    goOn();
    const done = await until(application, second, ({ status }) => status === 'done');
    expect(done).toMatchObject({
      step: 4,
      totalSteps: 4,
      queued: null,
      error: null,
      modelName: 'Mixwright starter',
      methods: ['mixlora', 'load-balancing-loss'],
    });
    expect(done.bestLoss).toBeGreaterThan(0);
    expect(done.sparkline).toHaveLength(4);
    expect(done.startedAt).not.toBeNull();
    const [one, two] = [await rowOf(application, first), done];
    expect(one.startedAt?.localeCompare(two.startedAt as string)).toBe(-1);
    await expect
      .poll(() => notices.map(({ level, title, action }) => [level, title, action?.route]), patient)
      .toEqual([
        ['success', 'first is done', `/runs/${first}`],
        ['success', 'second is done', `/runs/${second}`],
      ]);
    abort.abort();
    await reading;
    await expect
      .poll(() => told.filter(([id]) => id === second).map(([, status]) => status), patient)
      .toEqual(expect.arrayContaining(['queued', 'running', 'done']));
    await expect.poll(application.activeRuns, patient).toEqual([]);
  });

  it('waits where it is told to, in the order it is given, and forgets who left', async () => {
    const application = await temporaryApplication();
    const { handlers, context } = application;
    await context.settings.update({ queue: { paused: true } });
    const draft = await shortDraft(application);
    const { ids } = await handlers['runs.sweep'](
      {
        draft,
        name: 'grid',
        grid: [
          { path: 'methods.mixlora.rank', values: [2, 4] },
          { path: 'training.seed', values: [1, 2] },
        ],
      },
      staying,
    );
    expect(ids).toHaveLength(4);
    const [a, b, c, d] = ids as [string, string, string, string];
    await handlers['runs.reorder']({ ids: [d, b] }, staying);
    await handlers['runs.command']({ id: a, command: 'cancel' }, staying);
    const places = async (): Promise<(number | null)[]> => Promise.all(ids.map(async (id) => (await rowOf(application, id)).queued));
    expect(await places()).toEqual([null, 2, 3, 1]);
    expect((await rowOf(application, a)).status).toBe('stopped');
    expect((await rowOf(application, c)).name).toBe('grid: rank 4, seed 1');
    expect(await handlers['runs.difference']({ ids: [a, d] }, staying)).toEqual([
      { field: 'training.seed', values: [1, 2] },
      { field: 'methods.mixlora.rank', values: [2, 4] },
    ]);
    // Whatever the queue says, this one is wanted now.
    await handlers['runs.command']({ id: c, command: 'resume' }, staying);
    await until(application, c, ({ status }) => status === 'done');
    expect(await places()).toEqual([null, 2, null, 1]);
    await expect(
      handlers['runs.sweep'](
        {
          draft,
          name: 'x',
          grid: [
            { path: 'training.seed', values: Array.from({ length: 50 }, (_, i) => i) },
            { path: 'training.steps', values: [1, 2] },
          ],
        },
        staying,
      ),
    ).rejects.toMatchObject({ code: 'BAD_USAGE' });
  });

  it('pauses a run, lets another pass meanwhile, and goes on with it when it may', async () => {
    const application = await temporaryApplication();
    const { handlers } = application;
    const { id: paused } = await handlers['runs.start']({ draft: await shortDraft(application, longTraining), name: 'long' }, staying);
    await until(application, paused, ({ step }) => step >= 2);
    await handlers['runs.command']({ id: paused, command: 'pause' }, staying);
    const at = await until(application, paused, ({ status }) => status === 'paused');
    const { id: other } = await handlers['runs.start']({ draft: await shortDraft(application, longTraining), name: 'other' }, staying);
    await until(application, other, ({ step }) => step >= 1);
    // Its turn has not come while the other computes.
    await handlers['runs.command']({ id: paused, command: 'resume' }, staying);
    expect(await rowOf(application, paused)).toMatchObject({ status: 'queued', queued: 1, ours: true });
    await handlers['runs.command']({ id: other, command: 'stop' }, staying);
    await until(application, other, ({ status }) => status === 'stopped');
    await until(application, paused, ({ status, step }) => status === 'running' && step > at.step);
    await application.stopAll();
    const stopped = await rowOf(application, paused);
    expect(stopped.status).toBe('stopped');
    expect(await readdir(join(stopped.directory, 'checkpoints'))).toEqual([`step-${String(stopped.step).padStart(6, '0')}`]);
  });

  it.each(['stopAll', 'close'] as const)('keeps the place of a paused run that waits to go on when the application ends with %s', async (end) => {
    const first = await temporaryApplication();
    const { handlers, context } = first;
    const { id } = await handlers['runs.start']({ draft: await shortDraft(first, longTraining), name: 'long' }, staying);
    await until(first, id, ({ step }) => step >= 2);
    await handlers['runs.command']({ id, command: 'pause' }, staying);
    const at = await until(first, id, ({ status }) => status === 'paused');
    // Held as another process does that looks at the queue, so that it cannot go on before the end.
    const turn = await claimAlone(context.services.data.locks.queue, { pid: process.pid });
    if (!('claim' in turn)) throw new Error('the queue is being looked at');
    await handlers['runs.command']({ id, command: 'resume' }, staying);
    await first[end]();
    await first.close();
    await turn.claim.release();
    const second = await temporaryApplication(context.services.data.root);
    const going = await until(second, id, ({ status, step }) => status === 'running' && step > at.step);
    expect(going).toMatchObject({ ours: true, error: null });
  });

  it('leaves a paused run waiting while another process decides who is next', async () => {
    const application = await temporaryApplication();
    const { handlers, context } = application;
    const { id } = await handlers['runs.start']({ draft: await shortDraft(application, longTraining) }, staying);
    await until(application, id, ({ step }) => step >= 1);
    await handlers['runs.command']({ id, command: 'pause' }, staying);
    await until(application, id, ({ status }) => status === 'paused');
    const turn = await claimAlone(context.services.data.locks.queue, { pid: process.pid });
    if (!('claim' in turn)) throw new Error('the queue is being looked at');
    await handlers['runs.command']({ id, command: 'resume' }, staying);
    await sleep(500);
    expect((await rowOf(application, id)).status).toBe('queued');
    await turn.claim.release();
    await until(application, id, ({ status }) => status === 'running');
  });

  it('takes back what it has queued of a sweep when the rest cannot be written', async () => {
    const application = await temporaryApplication();
    const { services, ...surroundings } = application.context;
    await surroundings.settings.update({ queue: { paused: true } });
    const queue = openRunQueue({ services, ...surroundings, yielding: { threads: () => 0, release: async () => undefined } });
    onTestFinished(() => queue.close());
    const loaded = await resolveRecipe(services.data, await shortDraft(application), { folder: services.data.root });
    const unwritable = { ...loaded, recipe: { ...loaded.recipe, training: { ...loaded.recipe.training, seed: 1n as never } } };
    await expect(queue.add([{ loaded }, { loaded }, { loaded: unwritable }])).rejects.toThrow(/BigInt/);
    expect(await application.handlers['runs.list']({}, staying)).toEqual([]);
    expect(await readdir(services.data.runs)).toEqual([]);
  });

  it('says why a run died, disturbs nothing else, and goes on with it when asked', async () => {
    const application = await temporaryApplication();
    const { handlers } = application;
    const { id } = await handlers['runs.start']({ draft: await shortDraft(application, longTraining) }, staying);
    const { id: next } = await handlers['runs.start']({ draft: await shortDraft(application) }, staying);
    const { directory } = await until(application, id, ({ step }) => step >= 5);
    process.kill(await hostOf(directory), 'SIGKILL');
    const failed = await until(application, id, ({ status }) => status === 'failed');
    expect(failed.error).toMatchObject({ code: 'ENGINE_ABORTED', message: expect.stringContaining('SIGKILL') });
    expect(failed.error?.hint).toBeTruthy();
    await until(application, next, ({ status }) => status === 'done');
    const steps = failed.step + 5;
    await handlers['runs.resume']({ id, sets: [`training.steps=${steps}`] }, staying);
    const done = await until(application, id, ({ status }) => status === 'done');
    expect(done).toMatchObject({ step: steps, error: null });
  });

  it('keeps the others waiting behind a failure where the settings say so, and tells a refusal in the run', async () => {
    const application = await temporaryApplication();
    const { handlers, context } = application;
    await context.settings.update({ queue: { continueOnError: false, paused: true } });
    const draft = await shortDraft(application);
    const tooLarge = { ...draft, training: { ...(draft.training as object), sequenceLength: 1_000_000 } };
    const { id: refused } = await handlers['runs.start']({ draft: tooLarge }, staying);
    const { id: waiting } = await handlers['runs.start']({ draft }, staying);
    await handlers['settings.update']({ queue: { paused: false } }, staying);
    const row = await until(application, refused, ({ status }) => status === 'failed');
    expect(row.error?.message).not.toBe('');
    await expect.poll(async () => (await context.settings.get()).queue, patient).toEqual({ continueOnError: false, paused: true });
    expect((await rowOf(application, waiting)).status).toBe('queued');
    await handlers['runs.remove']({ ids: [refused, waiting] }, staying);
    expect(await handlers['runs.list']({}, staying)).toEqual([]);
    expect(await handlers['trash.list']({}, staying)).toHaveLength(2);
  });

  it('does not pass a run that could not even start, where the settings say so', async () => {
    const application = await temporaryApplication();
    const { handlers, context } = application;
    await context.settings.update({ queue: { continueOnError: false, paused: true } });
    const draft = await shortDraft(application);
    const { id: broken } = await handlers['runs.start']({ draft }, staying);
    const { id: waiting } = await handlers['runs.start']({ draft }, staying);
    await rm(join((await rowOf(application, broken)).directory, 'recipe.json'));
    await handlers['settings.update']({ queue: { paused: false } }, staying);
    await until(application, broken, ({ status }) => status === 'failed');
    await expect.poll(async () => (await context.settings.get()).queue.paused, patient).toBe(true);
    await sleep(500);
    expect((await rowOf(application, waiting)).status).toBe('queued');
  });

  it('is one for two applications on one data directory, and outlives them', async () => {
    const first = await temporaryApplication();
    const draft = await shortDraft(first);
    const { id: a } = await first.handlers['runs.start']({ draft: await shortDraft(first, longTraining) }, staying);
    const second = await temporaryApplication(first.context.services.data.root);
    await until(second, a, ({ status }) => status === 'running');
    const { id: b } = await second.handlers['runs.start']({ draft }, staying);
    await sleep(500);
    expect(await rowOf(second, b)).toMatchObject({ status: 'queued', ours: false });
    expect(await rowOf(second, a)).toMatchObject({ status: 'running', ours: false });
    await expect(second.handlers['runs.command']({ id: a, command: 'pause' }, staying)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await expect(second.handlers['runs.remove']({ ids: [a] }, staying)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await first.close();
    const done = await until(second, b, ({ status }) => status === 'done');
    expect(done.error).toBeNull();
    expect((await rowOf(second, a)).status).toBe('stopped');
    // What still waits when the last one closes goes on when one opens again.
    await second.context.settings.update({ queue: { paused: true } });
    const { id: c } = await second.handlers['runs.start']({ draft }, staying);
    await second.close();
    const [third, fourth] = [await temporaryApplication(second.context.services.data.root), await temporaryApplication(second.context.services.data.root)];
    expect((await rowOf(third, c)).status).toBe('queued');
    await third.handlers['settings.update']({ queue: { paused: false } }, staying);
    fourth.context.changes.announce('settings');
    await until(third, c, ({ status }) => status === 'running' || status === 'done');
    expect([(await rowOf(third, c)).ours, (await rowOf(fourth, c)).ours].filter(Boolean).length).toBeLessThanOrEqual(1);
    await until(third, c, ({ status }) => status === 'done');
    expect((await rowOf(third, c)).step).toBe(4);
  });

  it('goes on when the application was killed: the run it led is interrupted, the one that waited starts', async () => {
    const root = join(await temporaryFolder(), 'data');
    const killed = await startProcess(await bundleForNode('test/services/processes/application.ts'), [root, await hostEntry, starter]);
    await killHard(killed);
    const application = await temporaryApplication(root);
    const { handlers } = application;
    const named = async (name: string): Promise<string> => (await handlers['runs.list']({}, staying)).find((row) => row.name === name)?.id ?? '';
    const [going, waiting] = [await named('going'), await named('waiting')];
    await until(application, waiting, ({ status }) => status === 'done');
    const { step } = await until(application, going, ({ status }) => status === 'interrupted');
    expect(step).toBeGreaterThanOrEqual(4);
    const steps = step + 5;
    await handlers['runs.resume']({ id: going, sets: [`training.steps=${steps}`] }, staying);
    expect(await until(application, going, ({ status }) => status === 'done')).toMatchObject({ step: steps });
  });
});

/** The claim on a run's folder that is not this process's own; waits until there is one. */
async function hostOf(directory: string): Promise<number> {
  for (;;) {
    const names = await readdir(join(directory, '.owner')).catch(() => []);
    const host = names.map((name) => Number(name.split('-')[0])).find((pid) => pid !== process.pid);
    if (host !== undefined) return host;
    await sleep(5);
  }
}

/** Stops the host of a run where it stands. @returns how to let it go on. */
async function hold(directory: string): Promise<() => void> {
  // Windows stops no process.
  if (process.platform === 'win32') return () => undefined;
  const host = await hostOf(directory);
  process.kill(host, 'SIGSTOP');
  return () => void process.kill(host, 'SIGCONT');
}
