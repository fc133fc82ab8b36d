/** What a run folder's logs and proofs say, read for its report. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunRecords } from '../../report/runReport.ts';
import type { EvalMetric, NoteEvent, ResumedEvent, RunEvent, StepMetric } from '../../shared/run.ts';
import { eventsFile, metricsFile } from '../metricsLog.ts';
import { readProofs } from './proofsFile.ts';

/** Steps whose routers are kept: their loads are most of a long log, and a picture has no room for more. */
const routedSteps = 512;

export async function readRunRecords(directory: string): Promise<Pick<RunRecords, 'steps' | 'evaluations' | 'events' | 'proofs'>> {
  const { steps, evaluations } = await readMetrics(join(directory, metricsFile));
  return { steps, evaluations, events: await readEvents(join(directory, eventsFile)), proofs: await readProofs(directory) };
}

async function readMetrics(path: string): Promise<Pick<RunRecords, 'steps' | 'evaluations'>> {
  const steps: StepMetric[] = [];
  const evaluations: EvalMetric[] = [];
  let spacing = 1;
  for await (const record of jsonLines(path)) {
    if (record.type === 'eval') evaluations.push(record);
    if (record.type !== 'step') continue;
    // The step before was kept whole only because it was the last one.
    if (steps.length > 0 && (steps.length - 1) % spacing !== 0) dropRouters(steps, steps.length - 1);
    steps.push(record);
    if (steps.length <= routedSteps * spacing) continue;
    spacing *= 2;
    for (let i = 0; i < steps.length - 1; i++) if (i % spacing !== 0) dropRouters(steps, i);
  }
  return { steps, evaluations };
}

function dropRouters(steps: StepMetric[], index: number): void {
  const { routers: _, ...step } = steps[index] as StepMetric;
  steps[index] = step;
}

async function readEvents(path: string): Promise<readonly (NoteEvent | ResumedEvent)[]> {
  const events: (NoteEvent | ResumedEvent)[] = [];
  for await (const event of jsonLines(path)) {
    if (event.type === 'note' || event.type === 'warning' || event.type === 'resumed') events.push(event);
  }
  return events;
}

async function* jsonLines(path: string): AsyncGenerator<RunEvent> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield JSON.parse(line) as RunEvent;
  }
}
