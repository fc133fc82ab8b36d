import { describe, expect, it } from 'vitest';
import { createSharedWork } from '../../../src/services/app/sharedWork.ts';

const staying = new AbortController().signal;

/** Work that ends when it is told to, and knows what became of it. */
function controlled(): { readonly work: (signal: AbortSignal) => Promise<string>; begun: number; stopped: number; finish(answer: string): void } {
  const enders: ((answer: string) => void)[] = [];
  const known = {
    begun: 0,
    stopped: 0,
    finish: (answer: string) => enders.shift()?.(answer),
    work: (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        known.begun++;
        enders.push(resolve);
        signal.addEventListener('abort', () => {
          known.stopped++;
          reject(signal.reason);
        });
      }),
  };
  return known;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('shared work', () => {
  it('is done once for all who want it at the same time, and anew for who comes later', async () => {
    const { run } = createSharedWork<string>({ atOnce: 4 });
    const one = controlled();
    const both = [run('a', one.work, staying), run('a', one.work, staying)];
    await settled();
    expect(one.begun).toBe(1);
    one.finish('known');
    expect(await Promise.all(both)).toEqual(['known', 'known']);
    const later = run('a', one.work, staying);
    await settled();
    one.finish('anew');
    expect([await later, one.begun]).toEqual(['anew', 2]);
  });

  it('goes on while one of them waits, and stops when the last has gone', async () => {
    const { run } = createSharedWork<string>({ atOnce: 4 });
    const [one, first, second] = [controlled(), new AbortController(), new AbortController()];
    const waits = [run('a', one.work, first.signal), run('a', one.work, second.signal)];
    await settled();
    first.abort();
    await expect(waits[0]).rejects.toMatchObject({ code: 'STOPPED' });
    expect(one.stopped).toBe(0);
    second.abort();
    await expect(waits[1]).rejects.toMatchObject({ code: 'STOPPED' });
    expect(one.stopped).toBe(1);
    // Who comes now does not join what has ended.
    const third = run('a', one.work, staying);
    await settled();
    expect(one.begun).toBe(2);
    one.finish('dropped');
    one.finish('known');
    expect(await third).toBe('known');
  });

  it('is only so much at a time; what nobody waits for any more never begins', async () => {
    const { run } = createSharedWork<string>({ atOnce: 2 });
    const [one, leaving] = [controlled(), new AbortController()];
    const waits = [run('a', one.work, staying), run('b', one.work, staying), run('c', one.work, leaving.signal), run('d', one.work, staying)];
    waits[2]?.catch(() => undefined);
    await settled();
    expect(one.begun).toBe(2);
    leaving.abort();
    one.finish('a');
    await settled();
    expect(one.begun).toBe(3);
    one.finish('b');
    one.finish('d');
    expect(await Promise.all([waits[0], waits[1], waits[3]])).toEqual(['a', 'b', 'd']);
    await expect(waits[2]).rejects.toMatchObject({ code: 'STOPPED' });
    expect([one.begun, one.stopped]).toEqual([3, 0]);
  });

  it('tells a failure to all who wait, and holds nobody else up', async () => {
    const { run } = createSharedWork<string>({ atOnce: 1 });
    const fail = (): Promise<string> => Promise.reject(new Error('broken'));
    const [first, second] = [run('a', fail, staying), run('a', fail, staying)];
    const other = run('b', async () => 'fine', staying);
    await expect(first).rejects.toThrow('broken');
    await expect(second).rejects.toThrow('broken');
    expect(await other).toBe('fine');
  });
});
