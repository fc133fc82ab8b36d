import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HostControl } from '../../../src/host/job.ts';
import { eventsFile, openMetricsLog } from '../../../src/host/metricsLog.ts';
import { journaled } from '../../../src/host/run/journal.ts';
import { readRunRecords } from '../../../src/host/run/readRunRecords.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixwright-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run’s journal', () => {
  it('drops half a line that a killed process left, so that its report can still be written', async () => {
    appendFileSync(join(folder, eventsFile), '{"type":"note","code":"A","message":"whole"}\n{"type":"note","code":"B","mess');
    const told: string[] = [];
    const untold = { emit: () => undefined, note: (_type, code) => void told.push(code) } as Pick<HostControl, 'emit' | 'note'> as HostControl;
    const control = journaled(untold, folder);
    control.note('warning', 'C', 'after the crash');
    const log = await openMetricsLog(folder);
    await log.record({ type: 'resumed', step: 3, dropped: 0 });
    control.note('note', 'D', 'beside the log');
    await log.close();
    const { events } = await readRunRecords(folder);
    expect(events.map((event) => ('code' in event ? event.code : event.type))).toEqual(['A', 'C', 'resumed', 'D']);
    expect(told).toEqual(['C', 'D']);
  });
});
