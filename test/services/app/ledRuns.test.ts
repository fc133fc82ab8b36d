import { afterEach, describe, expect, it, vi } from 'vitest';
import { createChanges } from '../../../src/services/app/changes.ts';
import { createLedRuns, type LedRuns } from '../../../src/services/app/ledRuns.ts';
import { createNotices } from '../../../src/services/app/notices.ts';
import type { Notice } from '../../../src/shared/api/app.ts';
import { MixwrightError } from '../../../src/shared/errors.ts';
import type { JobCommand } from '../../../src/shared/jobs.ts';
import type { RunResult } from '../../../src/shared/run.ts';

afterEach(() => void vi.useRealTimers());

/** A run whose engine hears nothing but `cancel`. */
async function leadStuck(): Promise<{ readonly led: LedRuns; readonly notices: AsyncIterator<Notice>; readonly heard: readonly JobCommand[] }> {
  const notices = createNotices();
  const led = createLedRuns({ changes: createChanges(), notices, onFree: () => undefined, onFailed: async () => undefined });
  const heard: JobCommand[] = [];
  let cancel: () => void = () => undefined;
  const result = new Promise<RunResult>((_, reject) => {
    cancel = () => reject(new MixwrightError('STOPPED', 'cancelled'));
  });
  await led.lead({ id: 'stuck', name: 'Stuck' }, async () => ({
    ...{ id: 'stuck', directory: '/runs/stuck', result },
    command(command) {
      heard.push(command);
      if (command === 'cancel') cancel();
    },
  }));
  return { led, heard, notices: notices.watch(new AbortController().signal)[Symbol.asyncIterator]() };
}

describe('a run that is told to stop', () => {
  it('and does not is told of, with what ends it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { led, notices, heard } = await leadStuck();
    led.command('stuck', 'stop');
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await notices.next()).value).toMatchObject({
      title: 'Stuck has not stopped yet',
      body: expect.stringContaining('Cancel'),
      action: { route: '/runs/stuck' },
    });
    await led.endAll('cancel');
    expect(heard).toEqual(['stop', 'cancel']);
    expect(led.has('stuck')).toBe(false);
  });

  it('and ends is not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { led } = await leadStuck();
    led.command('stuck', 'stop');
    await led.endAll('cancel');
    expect(vi.getTimerCount()).toBe(0);
  });
});
