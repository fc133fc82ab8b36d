import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMetricsLog } from '../../src/host/metricsLog.ts';
import { recordProof } from '../../src/host/run/proofsFile.ts';
import { readRunRecords } from '../../src/host/run/readRunRecords.ts';
import { writeRunReport } from '../../src/host/run/writeRunReport.ts';
import type { RunEvent } from '../../src/shared/run.ts';
import { elementsOf, evalMetric, proofs, recipe, routedStep } from '../report/support.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mixwright-report-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function logged(events: readonly RunEvent[]): Promise<void> {
  const log = await openMetricsLog(directory);
  for (const event of events) await log.record(event);
  await log.close();
}

describe('a run folder', () => {
  it('becomes a report of what its logs and proofs say', async () => {
    await logged([routedStep(1, [[1, 1]]), { type: 'resumed', step: 1, dropped: 1 }, routedStep(2, [[2, 0]]), evalMetric(2, 3.25)]);
    await recordProof(directory, 'trainableSet', proofs.trainableSet);
    await recordProof(directory, 'fit', proofs.fit);
    await writeRunReport(directory, recipe);
    const document = await readFile(join(directory, 'report.html'), 'utf8');
    expect(elementsOf(document)).toContain('svg');
    for (const said of [`<h1>${basename(directory)}</h1>`, '3.25', 'Resumed after step 1', 'layers.0.lora_A', '4\u202fKiB', 'Load of every expert at step 2']) {
      expect(document).toContain(said);
    }
  });

  it('keeps the routers of a bounded number of evenly spaced steps, the last among them', async () => {
    const count = 1200;
    await logged(Array.from({ length: count }, (_, i) => routedStep(i + 1, [[1, 1]])));
    const { steps } = await readRunRecords(directory);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    const routed = steps.filter(({ routers }) => routers).map(({ step }) => step);
    expect(routed.length).toBeLessThanOrEqual(514);
    expect(routed.length).toBeGreaterThan(256);
    expect(routed.at(-1)).toBe(count);
    expect(new Set(routed.slice(1, -1).map((step, i) => step - (routed[i] as number))).size).toBe(1);
  });

  it('has records where nothing was proven yet', async () => {
    await logged([]);
    expect(await readRunRecords(directory)).toEqual({ steps: [], evaluations: [], events: [], proofs: {} });
  });
});
