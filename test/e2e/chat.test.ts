/** An open chat through the services, with real engine hosts. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeCores } from '../../src/llamacpp/cores.ts';
import { openChat } from '../../src/services/engineHosts/chat.ts';
import { claimThreads } from '../../src/services/engineHosts/threadSlots.ts';
import { openServices, type Services } from '../../src/services/services.ts';
import type { AnswerToken, ChatAsk, JobEvent, ModelReference } from '../../src/shared/jobs.ts';
import { starterFolder } from '../support/randomModel.ts';

const starter: ModelReference = { kind: 'checkpoint', path: starterFolder };
const sampling = { maxTokens: 24, temperature: 0, topK: 0, topP: 1, seed: 1 };

function question(id: string, content: string, more: Partial<ChatAsk> = {}): ChatAsk {
  return { id, messages: [{ role: 'user', content }], sampling, routing: false, ...more };
}

describe('an open chat', () => {
  let folder: string;
  let services: Services;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mixwright-chat-'));
    await mkdir(join(folder, 'home'));
    const hostEntry = fileURLToPath(new URL('../../out/main/host.js', import.meta.url));
    services = await openServices({ dataDirectory: join(folder, 'home'), hostEntry });
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('answers again and again from one process that has loaded once, each token as it comes', async () => {
    const phases: string[] = [];
    let processes = 0;
    const spawn: Services['spawn'] = (entry, environment) => {
      processes++;
      return services.spawn(entry, environment);
    };
    const onPhase = (event: JobEvent): void => void (event.type === 'phase' && phases.push(event.phase));
    const chat = await openChat({ ...services, spawn }, { model: starter, device: 'cpu', onPhase });
    const opened = [...phases];
    expect(opened).toContain('ready');
    const told: AnswerToken[] = [];
    const first = await chat.ask(question('a', 'What is 3 plus 4?'), (token) => void told.push(token));
    expect(told).toHaveLength(first.tokens);
    expect(first.text.startsWith(told.map(({ text }) => text).join(''))).toBe(true);
    const [second, third] = await Promise.all([
      chat.ask(question('b', 'What is 3 plus 4?'), () => undefined),
      chat.ask(question('c', 'Hello'), () => undefined),
    ]);
    expect(second.text).toBe(first.text);
    expect(third.end).toMatch(/stop|length/);
    expect([processes, phases]).toEqual([1, opened]);
    await chat.close();
    expect(await chat.ended).toBeNull();
    await expect(chat.ask(question('d', 'Hello'), () => undefined)).rejects.toMatchObject({ code: 'STOPPED' });
  });

  it('hushes one answer and goes on; a refused question does not end it', async () => {
    const chat = await openChat(services, { model: starter, device: 'cpu' });
    const hush = new AbortController();
    const long = question('a', 'Tell me a very long story.', { sampling: { ...sampling, maxTokens: 200, temperature: 3 } });
    const answer = chat.ask(long, () => undefined, hush.signal);
    // At once: an answer may be over in the engine when its first token is heard of here.
    hush.abort();
    expect((await answer).end).toBe('hushed');
    await expect(chat.ask(question('b', 'word '.repeat(3000)), () => undefined)).rejects.toMatchObject({ code: 'BAD_USAGE' });
    expect((await chat.ask(question('c', 'What is 3 plus 4?'), () => undefined)).tokens).toBeGreaterThan(0);
    await chat.close();
  });

  // Where the system tells of processes in /proc.
  it.runIf(process.platform === 'linux')('uses no processor while it waits, and leaves a training run its cores', async () => {
    const chat = await openChat(services, { model: starter, device: 'cpu' });
    await chat.ask(question('a', 'Hello'), () => undefined);
    const slots = await claimThreads(services.data);
    expect(slots.threads).toBe(Math.max(1, computeCores() - 1));
    await slots.release();
    const [before, since] = [await cpuSeconds(process.pid), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // One that turned round waiting would use all of it; how much its heartbeats take depends on the machine.
    expect((await cpuSeconds(process.pid)) - before).toBeLessThan((performance.now() - since) / 1000 / 2);
    await chat.close();
  });

  it('tells why it ended when its process dies, and every open question with it', async () => {
    const pids: number[] = [];
    const spawn: Services['spawn'] = async (entry, environment) => {
      const child = await services.spawn(entry, environment);
      pids.push(child.pid);
      return child;
    };
    const chat = await openChat({ ...services, spawn }, { model: starter, device: 'cpu' });
    const asked = chat.ask(question('a', 'Go on', { sampling: { ...sampling, maxTokens: 200, temperature: 3 } }), () => undefined);
    process.kill(pids[0] as number, 'SIGKILL');
    await expect(asked).rejects.toMatchObject({ code: 'ENGINE_ABORTED' });
    expect(await chat.ended).toMatchObject({ code: 'ENGINE_ABORTED' });
    await chat.close();
  });

  it('does not open a model that is none', async () => {
    await expect(openChat(services, { model: { kind: 'checkpoint', path: join(folder, 'home') }, device: 'cpu' })).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});

/** Of the children of a process, user and system. */
async function cpuSeconds(parent: number): Promise<number> {
  let ticks = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(fields[1]) === parent) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}
