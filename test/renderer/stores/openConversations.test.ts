/** Conversations over a real channel; the application at its other end says what the test tells it to. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Host } from '../../../src/renderer/host/host.ts';
import { type Connection, openConnection } from '../../../src/renderer/stores/connection.ts';
import { answerText, isAnswering } from '../../../src/renderer/stores/conversations/conversation.ts';
import { type Conversation, openConversations, type Question } from '../../../src/renderer/stores/conversations/openConversations.ts';
import { type ChatItem, chatApi } from '../../../src/shared/api/chat.ts';
import type { Api } from '../../../src/shared/api.ts';
import { MixwrightError } from '../../../src/shared/errors.ts';
import { connect } from '../../../src/shared/rpc/client.ts';
import type { Client, Handlers, InputOf } from '../../../src/shared/rpc/contract.ts';
import { serve } from '../../../src/shared/rpc/serve.ts';
import { channelPairs } from '../../shared/rpc/channelPairs.ts';
import { eventually } from '../../support/eventually.ts';

type Asked = InputOf<typeof chatApi, 'chat.answer'>;

/** An answer as the application gives it, item by item when the test says so. */
interface Given {
  readonly input: Asked;
  say(text: string): void;
  end(): void;
  fail(message: string): void;
}

const said = (text: string): ChatItem => ({ type: 'tokens', tokens: [{ id: 1, text, prompt: false }] });
const ended: ChatItem = { type: 'end', end: 'stop', tokens: 1, promptTokens: 1, tokensPerSecond: 1 };

interface Application {
  readonly connection: Connection;
  /** Every answer that was asked for. */
  readonly given: readonly Given[];
  /** How many of them are still being given. */
  goingOn(): number;
  lose(): void;
  /** There again for who has lost it. */
  comeBack(): void;
}

async function application(): Promise<Application> {
  const [, open] = channelPairs[0] ?? [];
  if (!open) throw new Error('no channel');
  const given: Given[] = [];
  let goingOn = 0;
  const handlers: Handlers<typeof chatApi> = {
    async *'chat.answer'(input, { signal }) {
      const items: (ChatItem | Error)[] = [];
      let wake = (): void => {};
      const put = (item: ChatItem | Error): void => {
        items.push(item);
        wake();
      };
      signal.addEventListener('abort', () => wake());
      given.push({ input, say: (text) => put(said(text)), end: () => put(ended), fail: (message) => put(new MixwrightError('BAD_MODEL', message)) });
      goingOn++;
      try {
        while (!signal.aborted) {
          const item = items.shift();
          if (item instanceof Error) throw item;
          if (item) yield item;
          if (item === ended) return;
          if (items.length === 0 && !signal.aborted)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        goingOn--;
      }
    },
    'chat.release': async () => ({}),
  };
  let away = false;
  let close = (): void => {};
  const host = {
    async connect() {
      if (away) throw new Error('refused');
      const channels = await open();
      close = () => void channels.close();
      serve(chatApi, handlers, channels.server);
      return connect(chatApi, channels.client) as unknown as Client<Api>;
    },
  } as Host;
  const connection = openConnection(host);
  const lose = (): void => {
    away = true;
    close();
  };
  onTestFinished(lose);
  await connection.ready();
  const comeBack = (): void => {
    away = false;
    connection.retry();
  };
  return { connection, given, goingOn: () => goingOn, lose, comeBack };
}

function noStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
}

const both = [
  { lane: 'left', model: 'base' },
  { lane: 'right', model: 'tuned' },
] as const;
const question = (prompt: string, models: Question['models'] = both): Question => ({
  prompt,
  models,
  sampling: { maxTokens: 9, temperature: 0, topK: 0, topP: 1, seed: 1 },
  system: '',
  routing: false,
  raw: false,
});

/** What stands on screen: by lane, its status and text. */
function shown(conversation: Conversation): unknown {
  return conversation.exchanges().map(({ prompt, answers }) => [prompt, ...Object.values(answers).map((answer) => `${answer.status}: ${answerText(answer)}`)]);
}

describe('a conversation of the window', () => {
  it('goes on while nobody looks, and is the same for who comes back', async () => {
    const { connection, given, goingOn } = await application();
    const conversations = openConversations(connection, noStorage());
    const before = conversations.named('playground');
    const heard = vi.fn();
    const leave = before.subscribe(heard);
    before.ask(question('why?'));
    await eventually(() => expect(given).toHaveLength(1));
    given[0]?.say('because');
    await eventually(() => expect(shown(before)).toEqual([['why?', 'streaming: because', 'waiting: ']]));
    leave();
    const heardSoFar = heard.mock.calls.length;

    given[0]?.say(' so');
    given[0]?.end();
    await eventually(() => expect(given).toHaveLength(2));
    expect(given[1]?.input.model).toBe('tuned');
    const after = conversations.named('playground');
    expect(after).toBe(before);
    expect(shown(after)).toEqual([['why?', 'done: because so', 'waiting: ']]);
    given[1]?.end();
    await eventually(() => expect(isAnswering(after.exchanges())).toBe(false));
    expect(heard.mock.calls.length).toBe(heardSoFar);
    await eventually(() => expect(goingOn()).toBe(0));
  });

  it('stops: what came stays, and the application stops answering', async () => {
    const { connection, given, goingOn } = await application();
    const conversation = openConversations(connection, noStorage()).named('playground');
    conversation.ask(question('why?'));
    await eventually(() => expect(given).toHaveLength(1));
    given[0]?.say('because');
    await eventually(() => expect(shown(conversation)).toEqual([['why?', 'streaming: because', 'waiting: ']]));
    conversation.stop();
    expect(shown(conversation)).toEqual([['why?', 'stopped: because', 'stopped: ']]);
    await eventually(() => expect(goingOn()).toBe(0));
    given[0]?.say(' late');

    conversation.ask(question('and?'));
    await eventually(() => expect(given).toHaveLength(2));
    expect(given[1]?.input.messages.map(({ content }) => content)).toEqual(['why?', 'because', 'and?']);
    expect(shown(conversation)).toEqual([
      ['why?', 'stopped: because', 'stopped: '],
      ['and?', 'waiting: ', 'waiting: '],
    ]);
    conversation.stop();
    await eventually(() => expect(goingOn()).toBe(0));
    // Nobody asked the other model for either answer.
    expect(given.map(({ input }) => input.model)).toEqual(['base', 'base']);
  });

  it('stops one side alone; the other is answered', async () => {
    const { connection, given } = await application();
    const conversation = openConversations(connection, noStorage()).named('playground');
    conversation.ask(question('why?'));
    await eventually(() => expect(given).toHaveLength(1));
    conversation.stop('left');
    await eventually(() => expect(given).toHaveLength(2));
    given[1]?.say('yes');
    given[1]?.end();
    await eventually(() => expect(shown(conversation)).toEqual([['why?', 'stopped: ', 'done: yes']]));
  });

  it('asked anew while it answers, leaves off the old answer', async () => {
    const { connection, given, goingOn } = await application();
    const conversation = openConversations(connection, noStorage()).named('playground');
    conversation.ask(question('why?'));
    await eventually(() => expect(given).toHaveLength(1));
    conversation.askInstead(question('how?'));
    await eventually(() => expect(given).toHaveLength(2));
    expect(shown(conversation)).toEqual([['how?', 'waiting: ', 'waiting: ']]);
    await eventually(() => expect(goingOn()).toBe(1));
    conversation.clear();
    expect(shown(conversation)).toEqual([]);
    await eventually(() => expect(goingOn()).toBe(0));
  });

  it('cleared in the midst of an answer and put back, is settled', async () => {
    const { connection, given } = await application();
    const conversation = openConversations(connection, noStorage()).named('playground');
    conversation.ask(question('why?'));
    await eventually(() => expect(given).toHaveLength(1));
    const cleared = conversation.exchanges();
    conversation.clear();
    conversation.restore(cleared);
    expect(shown(conversation)).toEqual([['why?', 'stopped: ', 'stopped: ']]);
  });

  it('tells a failure where the answer would stand, and asks the next', async () => {
    const { connection, given } = await application();
    const conversation = openConversations(connection, noStorage()).named('playground');
    conversation.ask(question('why?'));
    await eventually(() => expect(given).toHaveLength(1));
    given[0]?.fail('expected config.json');
    await eventually(() => expect(given).toHaveLength(2));
    expect(conversation.exchanges()[0]?.answers.left).toMatchObject({ status: 'failed', error: { code: 'BAD_MODEL', message: 'expected config.json' } });
  });

  it('waits for the connection and says so, until it is there or it is stopped', async () => {
    const { connection, given, lose, comeBack } = await application();
    const conversation = openConversations(connection, noStorage()).named('playground');
    conversation.ask(question('why?', [both[0]]));
    await eventually(() => expect(given).toHaveLength(1));
    lose();
    await eventually(() => expect(conversation.exchanges()[0]?.answers.left).toMatchObject({ status: 'failed', error: { code: 'DISCONNECTED' } }));
    const unconnected = { status: 'waiting', phase: 'Waits for the connection to the application' };
    conversation.ask(question('given up'));
    await eventually(() => expect(conversation.exchanges()[1]?.answers.left).toMatchObject(unconnected));
    conversation.stop();
    conversation.askInstead(question('and?'));
    await eventually(() => expect(conversation.exchanges()[1]?.answers.left).toMatchObject(unconnected));
    comeBack();
    await eventually(() => expect(given).toHaveLength(2));
    expect(given[1]?.input.messages.map(({ content }) => content)).toEqual(['and?']);
    expect(conversation.exchanges()[1]?.answers.left).toMatchObject({ status: 'waiting', phase: 'Opening the model' });
  });

  it('answers when the others have been answered; what waits can be stopped', async () => {
    const { connection, given } = await application();
    const conversations = openConversations(connection, noStorage());
    const [first, second, third] = [conversations.named('playground'), conversations.named('compare a b'), conversations.named('compare a c')];
    const phases = (conversation: Conversation): unknown => Object.values(conversation.exchanges()[0]?.answers ?? {}).map(({ phase }) => phase);
    first.ask(question('why?'));
    second.ask(question('how?'));
    third.ask(question('who?'));
    expect(phases(first)).toEqual(['Opening the model', 'Waits for the other answer']);
    expect(phases(second)).toEqual(['Waits for the answers to another question', 'Waits for the other answer']);
    second.stop();
    expect(shown(second)).toEqual([['how?', 'stopped: ', 'stopped: ']]);
    await eventually(() => expect(given).toHaveLength(1));
    given[0]?.end();
    await eventually(() => expect(given).toHaveLength(2));
    expect(phases(third)).toEqual(['Waits for the answers to another question', 'Waits for the other answer']);
    given[1]?.end();
    await eventually(() => expect(given).toHaveLength(3));
    expect(phases(third)).toEqual(['Opening the model', 'Waits for the other answer']);
    expect(given.map(({ input }) => input.messages.at(-1)?.content)).toEqual(['why?', 'why?', 'who?']);
    expect(isAnswering(first.exchanges())).toBe(false);
  });

  it('asked the same again, is another question', async () => {
    const { connection } = await application();
    const storage = noStorage();
    const conversation = openConversations(connection, storage).named('playground');
    conversation.ask(question('why?'));
    conversation.ask(question('how?'));
    const seen = conversation.exchanges().map(({ id }) => id);
    conversation.askInstead(question('how?'));
    seen.push(conversation.exchanges().at(-1)?.id ?? Number.NaN);
    const reloaded = openConversations(connection, storage).named('playground');
    reloaded.askInstead(question('how?'));
    seen.push(reloaded.exchanges().at(-1)?.id ?? Number.NaN);
    expect(new Set(seen).size).toBe(4);
  });

  it('is there again after a reload, each under its own name', async () => {
    const { connection, given } = await application();
    const storage = noStorage();
    const conversation = openConversations(connection, storage).named('playground');
    conversation.ask(question('why?', [both[0]]));
    await eventually(() => expect(given).toHaveLength(1));
    given[0]?.say('because');
    given[0]?.end();
    await eventually(() => expect(isAnswering(conversation.exchanges())).toBe(false));
    const reloaded = openConversations(connection, storage);
    expect(shown(reloaded.named('playground'))).toEqual([['why?', 'done: because']]);
    expect(shown(reloaded.named('compare'))).toEqual([]);
    storage.setItem('mixwright.conversation.playground', '{');
    expect(shown(openConversations(connection, storage).named('playground'))).toEqual([]);
  });

  it('keeps the question and what has come when the window goes while it is answered', async () => {
    const { connection, given } = await application();
    const storage = noStorage();
    const conversations = openConversations(connection, storage);
    const conversation = conversations.named('playground');
    const afterReload = (): unknown => shown(openConversations(connection, storage).named('playground'));
    conversation.ask(question('why?'));
    expect(afterReload()).toEqual([['why?', 'stopped: ', 'stopped: ']]);
    await eventually(() => expect(given).toHaveLength(1));
    given[0]?.say('because');
    given[0]?.end();
    await eventually(() => expect(given).toHaveLength(2));
    expect(afterReload()).toEqual([['why?', 'done: because', 'stopped: ']]);
    given[1]?.say('half of');
    await eventually(() => expect(shown(conversation)).toEqual([['why?', 'done: because', 'streaming: half of']]));
    conversations.keep();
    expect(afterReload()).toEqual([['why?', 'done: because', 'stopped: half of']]);
    expect(shown(conversation)).toEqual([['why?', 'done: because', 'streaming: half of']]);
  });
});
