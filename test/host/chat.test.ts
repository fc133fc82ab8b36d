import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openExecutor } from '../../src/host/executor.ts';
import { jobHandlers } from '../../src/host/jobs/index.ts';
import { openReference } from '../../src/host/model/openReference.ts';
import { scoreWithRouting } from '../../src/host/model/score.ts';
import type { AnswerEnd, AnswerFailed, AnswerToken, ChatAsk, JobEvent, JobResults, ModelReference, TokenRouting } from '../../src/shared/jobs.ts';
import { type TestControl, testControl } from '../support/control.ts';
import { checkpoint } from '../support/jobs.ts';
import { writeRandomModel } from '../support/randomModel.ts';
import { trainTinyModel, withFfn } from '../support/tinyRun.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixwright-chat-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const greedy = { maxTokens: 12, temperature: 0, topK: 0, topP: 1, seed: 1 };

interface OpenedChat {
  readonly control: TestControl;
  readonly result: Promise<JobResults['chat']>;
  ask(content: string, more?: Partial<ChatAsk>): Promise<{ readonly end: AnswerEnd | AnswerFailed; readonly tokens: readonly AnswerToken[] }>;
}

function openChat(model: ModelReference): OpenedChat {
  const control = testControl();
  const listeners = new Set<(event: JobEvent) => void>();
  control.onEvent = (event) => {
    for (const listen of listeners) listen(event);
  };
  const result = jobHandlers.chat({ kind: 'chat', model, device: 'cpu' }, control);
  let count = 0;
  return {
    control,
    result,
    ask(content, more = {}) {
      const ask: ChatAsk = { id: `ask-${++count}`, messages: [{ role: 'user', content }], sampling: greedy, routing: false, ...more };
      return new Promise((resolve, reject) => {
        const tokens: AnswerToken[] = [];
        const listen = (event: JobEvent): void => {
          if (event.type === 'answer-token' && event.ask === ask.id) tokens.push(event);
          if ((event.type !== 'answer-end' && event.type !== 'answer-failed') || event.ask !== ask.id) return;
          listeners.delete(listen);
          resolve({ end: event, tokens });
        };
        listeners.add(listen);
        result.catch(reject);
        control.send({ type: 'ask', ask });
      });
    },
  };
}

const phases = ({ control }: OpenedChat): readonly string[] => control.events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));

describe('an open chat', () => {
  let dense: ModelReference;
  let mixlora: ModelReference;
  let moe: ModelReference;
  beforeAll(async () => {
    const options = { experts: 4, topK: 2, rank: 2 };
    const run = await trainTinyModel(join(folder, 'mixlora'), {
      change: (config) => ({ ...config, maxPositions: 1024 }),
      dtype: 'f32',
      methods: [{ id: 'mixlora', options }],
    });
    dense = run.base;
    mixlora = run.trained;
    const ffn = { kind: 'moe', experts: 4, topK: 2, width: 24, normalizeTopK: true, sharedWidth: 0 } as const;
    await writeRandomModel(join(folder, 'moe'), 'f32', ({ attention, ...config }) =>
      withFfn(
        { ...config, layers: 2, attention: { ...attention, windows: [null, null] }, modelType: 'mixtral', initializerRange: 0.2, maxPositions: 128 },
        ffn,
      ),
    );
    moe = checkpoint(join(folder, 'moe'));
  });

  it('answers many questions as generate does, each token told with its text, and loads the model once', async () => {
    const chat = openChat(dense);
    const questions = ['What is 3 plus 4?', 'And 5 plus 6? Say it in words – très bien.', 'What is 3 plus 4?'];
    for (const question of questions) {
      const { end, tokens } = await chat.ask(question);
      const {
        outputs: [expected],
      } = await jobHandlers.generate({ kind: 'generate', model: dense, prompts: [question], raw: false, sampling: greedy, device: 'cpu' }, testControl());
      expect(end).toMatchObject({ type: 'answer-end', text: expected?.text, tokens: expected?.tokens.length });
      expect(tokens.map(({ id }) => id)).toEqual(expected?.tokens);
      expect(tokens.some(({ prompt, routing }) => prompt || routing !== undefined)).toBe(false);
      expect((end as AnswerEnd).text.startsWith(tokens.map(({ text }) => text).join(''))).toBe(true);
    }
    chat.control.send('stop');
    expect(await chat.result).toEqual({ asked: 3 });
    expect(phases(chat).filter((phase) => phase === 'ready')).toHaveLength(1);
  });

  it('answers a later turn of a conversation as if it had read it whole, and draws the same tokens for the same seed', async () => {
    const drawn = { ...greedy, temperature: 1, topP: 0.95 };
    const chat = openChat(dense);
    const first = (await chat.ask('Hello there', { sampling: drawn })).end as AnswerEnd;
    const messages = [
      { role: 'user', content: 'Hello there' },
      { role: 'assistant', content: first.text },
      { role: 'user', content: 'And now?' },
    ] as const;
    const second = (await chat.ask('', { messages, sampling: drawn })).end as AnswerEnd;
    const again = (await chat.ask('', { messages, sampling: drawn })).end as AnswerEnd;
    chat.control.send('stop');
    await chat.result;
    const fresh = openChat(dense);
    const alone = (await fresh.ask('', { messages, sampling: drawn })).end as AnswerEnd;
    fresh.control.send('stop');
    await fresh.result;
    expect(second.text).toBe(alone.text);
    expect(again.text).toBe(alone.text);
    expect(second.tokens).toBeGreaterThan(0);
  });

  it.each([
    ['experts of full width', () => moe],
    ['experts of low rank', () => mixlora],
  ])('tells where every token of prompt and answer was sent: %s', async (_, model) => {
    const chat = openChat(model());
    const { end, tokens } = await chat.ask('What is 3 plus 4?', { routing: true });
    const { promptTokens, tokens: answered } = end as AnswerEnd;
    expect(tokens.map(({ prompt }) => prompt)).toEqual([...new Array(promptTokens).fill(true), ...new Array(answered).fill(false)]);
    expect(
      tokens
        .filter(({ prompt }) => prompt)
        .map(({ text }) => text)
        .join(''),
    ).toContain('What is 3 plus 4?');
    for (const { routing } of tokens) {
      expect(routing?.map(({ layer }) => layer)).toEqual([0, 1]);
      for (const { experts, weights } of routing ?? []) {
        expect(new Set(experts).size).toBe(2);
        expect(weights[0]).toBeGreaterThanOrEqual(weights[1] as number);
        expect(weights.every((weight) => weight > 0 && weight <= 1)).toBe(true);
      }
    }
    // Asked again, the prompt is remembered, and so is where it went.
    const again = await chat.ask('What is 3 plus 4?', { routing: true });
    expect(again.tokens.map(({ id, routing }) => ({ id, experts: routing?.map((of: TokenRouting) => of.experts) }))).toEqual(
      tokens.map(({ id, routing }) => ({ id, experts: routing?.map((of) => of.experts) })),
    );
    chat.control.send('stop');
    await chat.result;
  });

  it('sends tokens where the whole forward pass sends them', async () => {
    const chat = openChat(moe);
    const { tokens } = await chat.ask('What is 3 plus 4?', { routing: true });
    chat.control.send('stop');
    await chat.result;
    const opened = await openReference(moe);
    const { executor } = await openExecutor({ device: 'cpu' });
    const [scored] = await scoreWithRouting(opened, [tokens.map(({ id }) => id)], { executor, control: testControl() });
    executor.dispose();
    await opened.close();
    expect(scored?.experts.map((ids) => [...ids])).toEqual([0, 1].map((layer) => tokens.flatMap(({ routing }) => routing?.[layer]?.experts ?? [])));
  });

  it('makes room when a conversation outgrows it, and refuses one beyond the model’s positions, going on', async () => {
    const chat = openChat(dense);
    const long = 'word '.repeat(400);
    const { end } = await chat.ask(long, { sampling: { ...greedy, maxTokens: 600 } });
    expect(end).toMatchObject({ type: 'answer-end' });
    expect(phases(chat).filter((phase) => phase === 'ready')).toHaveLength(2);
    const { end: refused } = await chat.ask('word '.repeat(5000));
    expect(refused).toMatchObject({ type: 'answer-failed', error: { code: 'BAD_USAGE', hint: expect.stringContaining('new conversation') } });
    const { end: empty } = await chat.ask('', { messages: [] });
    expect(empty).toMatchObject({ type: 'answer-failed', error: { code: 'BAD_USAGE' } });
    expect((await chat.ask('Still there?')).end.type).toBe('answer-end');
    chat.control.send('stop');
    expect(await chat.result).toEqual({ asked: 4 });
  });

  it('fills its room to the last position, where padding must not disturb it', async () => {
    const sampling = { ...greedy, maxTokens: 1000 };
    const prompt = 'a b c d e f g h '.repeat(12);
    const chat = openChat(moe);
    // Read first in part, so that the rest is read in pieces that reach beyond the room.
    await chat.ask('a b c d ', { raw: true, sampling: greedy });
    const { end } = await chat.ask(prompt, { raw: true, sampling });
    chat.control.send('stop');
    await chat.result;
    const job = { kind: 'generate', model: moe, prompts: [prompt], raw: true, sampling, device: 'cpu' } as const;
    const [expected] = (await jobHandlers.generate(job, testControl())).outputs;
    expect(end).toMatchObject({ end: 'length', text: expected?.text });
    expect((end as AnswerEnd).promptTokens + (end as AnswerEnd).tokens).toBe(128);
    expect((end as AnswerEnd).promptTokens).toBeGreaterThan(80);
  });

  it('hushes the answer it is giving and questions that wait, and ends on stop with every question ended', async () => {
    const chat = openChat(dense);
    const endless = { ...greedy, maxTokens: 900, temperature: 2 };
    chat.control.onEvent = ((inner) => (event: JobEvent) => {
      if (event.type === 'answer-token' && event.ask === 'ask-1') chat.control.send({ type: 'hush', id: 'ask-1' });
      if (event.type === 'answer-token' && event.ask === 'ask-3') chat.control.send('stop');
      inner(event);
    })(chat.control.onEvent);
    const first = chat.ask('Go on', { sampling: endless });
    const second = chat.ask('Never answered', { sampling: endless });
    chat.control.send({ type: 'hush', id: 'ask-2' });
    const third = chat.ask('Go on again', { sampling: endless });
    const fourth = chat.ask('Too late', { sampling: endless });
    expect((await first).end).toMatchObject({ end: 'hushed' });
    expect((await second).end).toMatchObject({ end: 'hushed', tokens: 0 });
    expect((await third).end).toMatchObject({ end: 'hushed' });
    expect((await fourth).end).toMatchObject({ end: 'hushed', tokens: 0 });
    expect(await chat.result).toEqual({ asked: 4 });
  });
});
