/** What the app does around a window while real runs go on in engine hosts of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { api } from '../../src/shared/api.ts';
import type { OpenRequest } from '../../src/shared/desktop.ts';
import { channels } from '../../src/shared/desktopChannels.ts';
import type { Client } from '../../src/shared/rpc/contract.ts';
import { eventually } from '../support/eventually.ts';
import { type StartedApp, startApp } from './startedApp.ts';

interface Training extends StartedApp {
  readonly client: Client<typeof api>;
  readonly id: string;
}

/**
 * Starts the starter run, cut to so many steps, and waits until it computes; a short one may be over by then.
 * @param before called before it starts.
 */
async function train(steps: number, before: (app: StartedApp, client: Training['client']) => unknown = () => undefined): Promise<Training> {
  const app = await startApp();
  const client = await app.connectPage();
  await before(app, client);
  const { draft } = await client.call('recipes.starter', {});
  const training = { ...(draft.training as object), steps, evalEvery: 0, checkpointEvery: 0, warmupSteps: 2 };
  const { id } = await client.call('runs.start', { draft: { ...draft, training }, name: 'Short run' });
  await eventually(async () => expect((await client.call('runs.get', { id })).row.step).toBeGreaterThan(0));
  return { ...app, client, id };
}

const statusOf = async ({ client, id }: Training): Promise<string> => (await client.call('runs.get', { id })).row.status;
const goesOn = 100_000;

describe('a run', () => {
  it('streams its curve to the page to the end; the machine stays awake until then, and the user is told', async () => {
    const steps = 16;
    const app = await train(steps, ({ window }) => window.hide());
    const { electron, window, client, id } = app;
    expect(electron.shown.hosts.length).toBeGreaterThan(0);
    await eventually(() => expect(electron.shown.wakened).toBe(1));
    const losses: number[] = [];
    for await (const { columns } of client.stream('runs.metrics', { id, everyMs: 50 })) {
      expect(columns.loss).toBeInstanceOf(Float64Array);
      losses.push(...(columns.loss ?? []));
      if (losses.length >= steps) break;
    }
    expect(losses).toHaveLength(steps);
    expect(losses.every(Number.isFinite)).toBe(true);
    await eventually(async () => expect(await statusOf(app)).toBe('done'));
    await eventually(() => expect(electron.shown.awake).toBe(0));
    await eventually(() => expect(electron.shown.notifications).toHaveLength(1));
    const [notification] = electron.shown.notifications;
    expect(notification?.options.title).toContain('Short run');
    // A click leads to what is next.
    electron.user.send(channels.listening);
    notification?.emit('click');
    expect(window.visible).toBe(true);
    const { message } = window.webContents.sent.findLast(({ channel }) => channel === channels.open) ?? {};
    expect((message as Extract<OpenRequest, { type: 'route' }>).route).toContain(id);
    expect(window.progress).toBe(-1);
  });

  it.each([
    ['while the window is looked at', { notifications: true, hidden: false }],
    ['where settings say so', { notifications: false, hidden: true }],
  ])('is not told of by the system %s', async (_, { notifications, hidden }) => {
    const app = await train(8, async ({ window }, client) => {
      await client.call('settings.update', { notifications });
      if (hidden) window.hide();
      else window.show();
    });
    await eventually(async () => expect(await statusOf(app)).toBe('done'));
    await sleep(300);
    expect(app.electron.shown.notifications).toEqual([]);
  });

  it('moves the bar of the task bar with its steps', async () => {
    const app = await train(goesOn);
    await eventually(() => expect(app.window.progress).toBeGreaterThan(0));
    const before = app.window.progress;
    await eventually(() => expect(app.window.progress).toBeGreaterThan(before));
    expect(before).toBeLessThan(1);
  });

  it('lets the machine sleep where settings say so', async () => {
    const app = await train(goesOn);
    await app.client.call('settings.update', { keepAwake: false, theme: 'dark' });
    await eventually(() => expect(app.electron.shown.awake).toBe(0));
    await eventually(() => expect(app.electron.nativeTheme.themeSource).toBe('dark'));
    await app.client.call('runs.command', { id: app.id, command: 'cancel' });
    await eventually(async () => expect(['stopped', 'interrupted', 'failed']).toContain(await statusOf(app)));
  });

  it('that dies takes nothing else down', async () => {
    const app = await train(goesOn);
    process.kill(app.electron.shown.hosts.find(({ pid }) => pid !== undefined)?.pid ?? 0, 'SIGKILL');
    await eventually(async () => expect(await statusOf(app)).toBe('failed'));
    expect((await app.client.call('runs.get', { id: app.id })).row.error).toMatchObject({
      code: 'ENGINE_ABORTED',
      message: expect.stringContaining('SIGKILL'),
    });
    expect(await app.client.call('app.info', {})).toMatchObject({ face: 'electron' });
  });
});

describe('closing', () => {
  const answer = (app: StartedApp, response: number, checkboxChecked = false): void => void app.electron.answers.push({ response, checkboxChecked });
  const close = (app: StartedApp): void => void app.window.close();

  it('just quits where nothing trains', async () => {
    const app = await startApp();
    await (await app.connectPage()).call('app.info', {});
    close(app);
    await eventually(() => expect(app.electron.shown.ended).toBe('quit'));
    expect(app.electron.shown.dialogs).toEqual([]);
  });

  it('under a run asks; cancelled, nothing happens', async () => {
    const app = await train(goesOn);
    answer(app, 2);
    close(app);
    await eventually(() => expect(app.electron.shown.dialogs).toMatchObject([{ options: { message: expect.stringContaining('Short run') } }]));
    await sleep(200);
    expect(app.window.destroyed).toBe(false);
    expect(app.window.visible).toBe(true);
    expect(await statusOf(app)).toBe('running');

    // Kept in the background, and that remembered: the next time nothing is asked.
    answer(app, 0, true);
    close(app);
    await eventually(() => expect(app.window.visible).toBe(false));
    expect(app.electron.shown.trays).toMatchObject([{ destroyed: false, tooltip: expect.stringContaining('Short run') }]);
    expect(await app.client.call('settings.get', {})).toMatchObject({ onClose: 'keep' });
    app.electron.shown.trays[0]?.emit('click');
    expect(app.window.visible).toBe(true);
    expect(app.electron.shown.trays[0]?.destroyed).toBe(true);
    close(app);
    await eventually(() => expect(app.window.visible).toBe(false));
    expect(app.electron.shown.dialogs).toHaveLength(2);

    // From the tray: saved, then gone.
    app.electron.shown.trays[1]?.menu.find(({ label }) => label?.startsWith('Stop'))?.click?.();
    await eventually(() => expect(app.electron.shown.ended).toBe('quit'));
    expect(app.electron.shown.hosts.every(({ pid }) => pid === undefined)).toBe(true);
  });

  it('by the quit command asks, whatever was remembered of the window', async () => {
    const app = await train(goesOn);
    await app.client.call('settings.update', { onClose: 'keep' });
    answer(app, 2);
    app.electron.app.quit();
    await eventually(() => expect(app.electron.shown.dialogs).toHaveLength(1));
    expect(app.electron.shown.dialogs[0]?.options).not.toHaveProperty('checkboxLabel');
    expect(app.electron.shown.ended).toBe(null);
  });

  it('under other work asks too, and names it', async () => {
    const app = await startApp();
    const client = await app.connectPage();
    const { draft } = await client.call('recipes.starter', {});
    const { task } = await client.call('models.verify', { model: draft.model as string, against: null });
    answer(app, 2);
    close(app);
    await eventually(() => expect(app.electron.shown.dialogs).toHaveLength(1));
    const [asked] = app.electron.shown.dialogs;
    expect(asked?.options).toMatchObject({ title: 'Work goes on', buttons: ['Go on in the background', 'Cancel it and quit', 'Cancel'] });
    expect(asked?.options.message).toContain('Verify');
    expect(app.window.destroyed).toBe(false);
    await client.call('tasks.cancel', { id: task });
  });

  it('by the quit command stops and saves, so that the run can be resumed', async () => {
    const app = await train(goesOn);
    answer(app, 1);
    app.electron.app.quit();
    expect(app.electron.shown.ended).toBe(null);
    await eventually(() => expect(app.electron.shown.ended).toBe('quit'));
    const { row, checkpoints } = await app.client.call('runs.get', { id: app.id });
    expect(row.status).toBe('stopped');
    expect(checkpoints.length).toBeGreaterThan(0);
  });
});
