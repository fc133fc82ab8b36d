/** Conversations over a real channel; the application at its other end says what the test tells it to. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Connection } from '../../../src/renderer/stores/connection.ts';
import { answerText, isAnswering } from '../../../src/renderer/stores/conversations/conversation.ts';
import { type Conversation, openConversations, type Question } from '../../../src/renderer/stores/conversations/openConversations.ts';
import { type ChatItem, chatApi } from '../../../src/shared/api/chat.ts';
import type { Api } from '../../../src/shared/api.ts';
import { MixwrightError } from '../../../src/shared/errors.ts';
import { connect } from '../../../src/shared/rpc/client.ts';
import type { Client, InputOf } from '../../../src/shared/rpc/contract.ts';
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

/** @returns the page's end of it, every answer that was asked for, and how many of them still go on. */
async function application(): Promise<{ readonly connection: Connection; readonly given: readonly Given[]; goingOn(): number; lose(): void }> {
  const [, open] = channelPairs[0] ?? [];
  if (!open) throw new Error('no channel');
  const { server, client: near, close } = await open();
  onTestFinished(close);
  const given: Given[] = [];
  let goingOn = 0;
  serve(
    chatApi,
    {
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
    },
    server,
  );
  let client: Client<Api> | null = connect(chatApi, near) as unknown as Client<Api>;
  const connection = { state: () => ({ status: 'connected', client, generation: 1, attempts: 0 }) } as unknown as Connection;
  const lose = (): void => {
    client = null;
  };
  return { connection, given, goingOn: () => goingOn, lose };
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
    const { connection, given, lose } = await application();
    const conversation = openConversations(connection, noStorage()).named('playground');
    conversation.ask(question('why?'));
    await eventually(() => expect(given).toHaveLength(1));
    given[0]?.fail('expected config.json');
    await eventually(() => expect(given).toHaveLength(2));
    expect(conversation.exchanges()[0]?.answers.left).toMatchObject({ status: 'failed', error: { code: 'BAD_MODEL', message: 'expected config.json' } });
    conversation.stop();
    lose();
    conversation.ask(question('and?', [both[0]]));
    expect(conversation.exchanges()[1]?.answers.left).toMatchObject({ status: 'failed', error: { code: 'DISCONNECTED' } });
  });

  it('is there again after a reload, once it is answered; each under its own name', async () => {
    const { connection, given } = await application();
    const storage = noStorage();
    const conversation = openConversations(connection, storage).named('playground');
    conversation.ask(question('why?', [both[0]]));
    await eventually(() => expect(given).toHaveLength(1));
    expect(storage.kept.size).toBe(0);
    given[0]?.say('because');
    given[0]?.end();
    await eventually(() => expect(isAnswering(conversation.exchanges())).toBe(false));
    const reloaded = openConversations(connection, storage);
    expect(shown(reloaded.named('playground'))).toEqual([['why?', 'done: because']]);
    expect(shown(reloaded.named('compare'))).toEqual([]);
    storage.setItem('mixwright.conversation.playground', '{');
    expect(shown(openConversations(connection, storage).named('playground'))).toEqual([]);
  });
});
