import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Application } from '../../../src/services/app/openApplication.ts';
import { claimThreads } from '../../../src/services/engineHosts/threadSlots.ts';
import type { ChatItem } from '../../../src/shared/api/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { tappedHosts } from '../../support/tappedHosts.ts';
import { shortDraft, staying } from './draft.ts';
import { temporaryApplication, until } from './support.ts';

const sampling = { maxTokens: 12, temperature: 0, topK: 0, topP: 1, seed: 1 };

function ask({ handlers }: Application, model: string, content: string, signal: AbortSignal = staying.signal): AsyncIterable<ChatItem> {
  return handlers['chat.answer']({ model, messages: [{ role: 'user', content }], sampling, routing: true, raw: false, device: 'cpu' }, { signal });
}

async function all(items: AsyncIterable<ChatItem>): Promise<ChatItem[]> {
  const list: ChatItem[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Engine hosts hold cores: as many claims as models are loaded. */
async function loaded({ context }: Application): Promise<number> {
  const names = await readdir(context.services.data.locks.threads).catch(() => []);
  return names.filter((name) => /^\d+-/.test(name)).length;
}

/** Engine hosts of this process. */
async function hosts(): Promise<readonly number[]> {
  const children = (await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')).trim().split(' ').map(Number);
  const lines = await Promise.all(children.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return children.filter((_, index) => lines[index]?.includes('host.js'));
}

describe('the playground', () => {
  it('says what it waits for, answers token by token with its routing, and keeps the model for the next question', async () => {
    const application = await temporaryApplication();
    const model = String((await shortDraft(application)).model);
    const first = await all(ask(application, model, 'What is 3 plus 4?'));
    expect(first[0]).toEqual({ type: 'phase', phase: 'loading Mixwright starter' });
    expect(first.at(-1)).toMatchObject({ type: 'end' });
    const tokens = first.flatMap((item) => (item.type === 'tokens' ? item.tokens : []));
    const end = first.at(-1) as Extract<ChatItem, { type: 'end' }>;
    expect(tokens.filter(({ prompt }) => !prompt)).toHaveLength(end.tokens);
    expect(tokens.filter(({ prompt }) => prompt)).toHaveLength(end.promptTokens);
    expect(await loaded(application)).toBe(1);
    const again = await all(ask(application, model, 'What is 3 plus 4?'));
    expect(again.filter(({ type }) => type === 'phase')).toEqual([]);
    expect(again.flatMap((item) => (item.type === 'tokens' ? item.tokens : [])).map(({ id }) => id)).toEqual(tokens.map(({ id }) => id));
    expect(await loaded(application)).toBe(1);
    await application.handlers['chat.release']({}, staying);
    expect(await loaded(application)).toBe(0);
  });

  it('loads a model once for two questions at once, and stops loading it when it is put away', async () => {
    const application = await temporaryApplication();
    const model = String((await shortDraft(application)).model);
    await Promise.all([all(ask(application, model, 'Hello')), all(ask(application, model, 'Hello'))]);
    expect(await loaded(application)).toBe(1);
    await application.handlers['chat.release']({}, staying);
    expect(await loaded(application)).toBe(0);
    const asked = ask(application, model, 'Hello')[Symbol.asyncIterator]();
    expect(await asked.next()).toMatchObject({ value: { type: 'phase' } });
    await application.handlers['chat.release']({}, staying);
    expect(await loaded(application)).toBe(0);
    await expect(asked.next()).rejects.toMatchObject({ code: 'STOPPED' });
  });

  it('stops when the reader leaves, says what is wrong with a question, and answers the next', async () => {
    const application = await temporaryApplication();
    const model = String((await shortDraft(application)).model);
    for await (const item of ask(application, model, 'Count to ten')) if (item.type === 'tokens') break;
    await expect(all(ask(application, model, 'word '.repeat(5000)))).rejects.toMatchObject({ code: expect.any(String) });
    expect((await all(ask(application, model, 'Hello'))).at(-1)).toMatchObject({ type: 'end' });
    await expect(all(ask(application, `${model}x`, 'Hello'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not put away for a run that would have to wait all the same', async () => {
    const application = await temporaryApplication();
    const draft = await shortDraft(application);
    const slots = await claimThreads(application.context.services.data);
    await all(ask(application, String(draft.model), 'Hello'));
    expect(await loaded(application)).toBe(2);
    const { id } = await application.handlers['runs.start']({ draft }, staying);
    await until(application, id, ({ phase }) => phase !== '');
    await sleep(1200);
    expect(await loaded(application)).toBe(2);
    await slots.release();
    await until(application, id, ({ status }) => status === 'done');
    expect(await loaded(application)).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('is ended when it is put away and does not answer', async () => {
    const application = await temporaryApplication();
    const model = String((await shortDraft(application)).model);
    await all(ask(application, model, 'Hello'));
    for (const host of await hosts()) process.kill(host, 'SIGSTOP');
    await application.handlers['chat.release']({}, staying);
    expect(await loaded(application)).toBe(0);
    expect(await hosts()).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('says so when its engine dies, and loads the model again for the next question', async () => {
    let sent = 0;
    const application = await temporaryApplication(undefined, tappedHosts({ onSend: () => void sent++ }));
    const model = String((await shortDraft(application)).model);
    await all(ask(application, model, 'Hello'));
    const alive = await hosts();
    // Held, so that no answer is quicker than the end.
    for (const host of alive) process.kill(host, 'SIGSTOP');
    const before = sent;
    const asked = expect(all(ask(application, model, 'Count to a hundred'))).rejects.toMatchObject({ code: 'ENGINE_ABORTED' });
    await eventually(() => expect(sent).toBeGreaterThan(before));
    for (const host of alive) process.kill(host, 'SIGKILL');
    await asked;
    expect((await all(ask(application, model, 'Hello'))).map(({ type }) => type)).toEqual(expect.arrayContaining(['phase', 'tokens', 'end']));
  });

  it('gives its cores to a run that starts, and chats with what the run made', async () => {
    const application = await temporaryApplication();
    const draft = await shortDraft(application);
    await all(ask(application, String(draft.model), 'Hello'));
    const { id } = await application.handlers['runs.start']({ draft }, staying);
    await until(application, id, ({ status }) => status !== 'queued');
    expect(await loaded(application)).toBeLessThanOrEqual(1);
    await until(application, id, ({ status }) => status === 'done');
    const answer = await all(ask(application, `${id}@last`, 'Hello'));
    const routed = answer.flatMap((item) => (item.type === 'tokens' ? item.tokens : [])).find(({ routing }) => routing && routing.length > 0);
    expect(routed?.routing?.[0]).toMatchObject({ experts: expect.any(Array), weights: expect.any(Array) });
    expect(answer[0]).toEqual({ type: 'phase', phase: `loading ${id}, step 4` });
  });
});
