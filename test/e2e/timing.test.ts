/** Timing a recipe in a real engine host: it tells how far it is, and ends within a step when it is cancelled. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJob } from '../../src/services/engineHosts/jobs.ts';
import { loadRecipe } from '../../src/services/recipes/recipes.ts';
import { openServices, type Services } from '../../src/services/services.ts';
import type { JobEvent } from '../../src/shared/jobs.ts';

const demo = fileURLToPath(new URL('../../resources/starter/demo.json', import.meta.url));

describe('timing the demo recipe', () => {
  let folder: string;
  let services: Services;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mixwright-timing-'));
    const hostEntry = fileURLToPath(new URL('../../out/main/host.js', import.meta.url));
    services = await openServices({ dataDirectory: join(folder, 'home'), hostEntry });
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('ends within a step when it is cancelled, however many were asked for', async () => {
    const { recipe, model } = await loadRecipe(services.data, demo);
    let cancelled = false;
    const running = await startJob(
      services,
      { kind: 'timing', recipe, model, cacheDirectory: services.data.cache, steps: 1_000_000 },
      {
        onEvent(event: JobEvent) {
          if (event.type !== 'progress' || event.phase !== 'timing' || cancelled) return;
          cancelled = true;
          running.command('cancel');
        },
      },
    );
    // By itself: one that does not answer is killed, and says that.
    await expect(running.result).rejects.toMatchObject({ code: 'STOPPED', message: expect.not.stringContaining('has been ended') });
  });
});
