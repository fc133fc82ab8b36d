import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Executor, Session } from '../../src/engine/executors/executor.ts';
import { createGgmlExecutor } from '../../src/engine/executors/ggml/executor.ts';
import { openCheckpointStore } from '../../src/host/checkpointStore.ts';
import { metricsFile, openMetricsLog } from '../../src/host/metricsLog.ts';
import { loadGgml } from '../../src/llamacpp/ggml.ts';
import type { StepMetric } from '../../src/shared/run.ts';
import { describeCheckpoint, restoreCheckpoint, tensorSlices } from '../../src/training/checkpoint.ts';
import { train } from '../../src/training/loop.ts';
import { initialState } from '../../src/training/state.ts';
import { cpuDevice } from '../support/executors.ts';
import { tinyLoop } from '../training/support.ts';
import { tinyPrograms, tinySession } from '../training/tinyPrograms.ts';

const identity = { recipe: 'r', base: 'b', dataset: 'd', numerics: {} };
const steps = 12;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mixwright-resume-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A process killed here leaves everything as it is. */
class Killed extends Error {}

/** What a host does for a run: restore, train with real logs and checkpoints, until done or "killed" before a step. */
async function runHost(executor: Executor, run: string, killedBefore = Number.POSITIVE_INFINITY): Promise<void> {
  const programs = tinyPrograms();
  const session = executor.compile(programs.programs);
  const store = await openCheckpointStore({ directory: join(run, 'checkpoints'), keep: 2 });
  const last = await store.openLatest(() => undefined);
  if (last) await restoreCheckpoint(session, last.header, last.slices());
  else copyParameters(programs, session);
  const log = await openMetricsLog(run, last ? { step: last.step, metricsBytes: last.header.metricsBytes } : undefined);
  let next = last?.step ?? 0;
  const { loop } = tinyLoop(programs, session, {
    settings: { steps, checkpointEvery: 3 },
    start: last?.header.state ?? initialState,
    ...(last && { checkpoint: last.path }),
    hooks: {
      async command() {
        if (++next >= killedBefore) throw new Killed();
        return null;
      },
      record: log.record,
      async save(state) {
        const metricsBytes = await log.sync();
        const header = describeCheckpoint(session, { state, metricsBytes, identity });
        return (await store.save(header, tensorSlices(session))).path;
      },
    },
  });
  try {
    await train(loop);
  } finally {
    await log.close();
    session.dispose();
  }
}

function copyParameters(programs: ReturnType<typeof tinyPrograms>, session: Session): void {
  const drawn = tinySession(programs);
  for (const { tensors } of programs.groups) for (const { parameter } of tensors) session.write(parameter, drawn.read(parameter));
}

async function curve(run: string): Promise<readonly object[]> {
  const lines = (await readFile(join(run, metricsFile), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const { seconds: _, tokensPerSecond: __, memoryBytes: ___, ...rest } = JSON.parse(line) as StepMetric;
    return rest;
  });
}

async function lastTensors(run: string): Promise<Buffer> {
  return readFile(join(run, 'checkpoints', `step-${String(steps).padStart(6, '0')}`, 'tensors.safetensors'));
}

function openCpu(): Executor {
  const ggml = loadGgml();
  return createGgmlExecutor({ ggml, device: cpuDevice(ggml), threads: 1 });
}

describe('a run killed on ggml', () => {
  it('goes on to the same curve and the same weights, bit for bit, wherever it was killed', async () => {
    const executor = openCpu();
    try {
      const whole = join(directory, 'whole');
      await runHost(executor, whole);
      for (const killedBefore of [1, 2, 4, 8, 12]) {
        const run = join(directory, `killed-${killedBefore}`);
        await expect(runHost(executor, run, killedBefore)).rejects.toThrow(Killed);
        await runHost(executor, run);
        expect(await curve(run), `killed before step ${killedBefore}`).toEqual(await curve(whole));
        expect((await lastTensors(run)).equals(await lastTensors(whole))).toBe(true);
      }
    } finally {
      executor.dispose();
    }
  });

  it('goes back one checkpoint when the newest is damaged, and still ends the same', async () => {
    const executor = openCpu();
    try {
      const whole = join(directory, 'whole');
      await runHost(executor, whole);
      const run = join(directory, 'damaged');
      await expect(runHost(executor, run, 8)).rejects.toThrow(Killed);
      await cp(join(run, 'checkpoints', 'step-000003', 'tensors.safetensors'), join(run, 'checkpoints', 'step-000006', 'tensors.safetensors'));
      await runHost(executor, run);
      expect(await curve(run)).toEqual(await curve(whole));
      expect((await lastTensors(run)).equals(await lastTensors(whole))).toBe(true);
    } finally {
      executor.dispose();
    }
  });
});
