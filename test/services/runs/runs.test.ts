import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deleteRun } from '../../../src/services/runs/deleteRun.ts';
import { listRuns, showRun } from '../../../src/services/runs/listRuns.ts';
import { claimRun } from '../../../src/services/runs/runOwner.ts';
import { markInterrupted, restartRun, restoreRun, updateRun } from '../../../src/services/runs/updateRun.ts';
import { bundleForNode } from '../../support/bundle.ts';
import { addCheckpoint, evalMetric, killHard, newRun, recipe, startProcess, stepMetric, temporaryDataDirectory, writeMetrics } from '../support.ts';

describe('runs', () => {
  it('start queued, in a folder that holds recipe and base', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory, 'My first: run!');
    expect(id).toMatch(/^\d{4}-\d\d-\d\d-My-first-run-[0-9a-f]{4}$/);
    expect(JSON.parse(await readFile(join(directory, 'recipe.json'), 'utf8'))).toEqual(recipe);
    expect(JSON.parse(await readFile(join(directory, 'base.json'), 'utf8'))).toEqual({ kind: 'checkpoint', path: '/models/base' });
    const claim = await claimRun(directory);
    expect(await listRuns(dataDirectory)).toMatchObject([{ id, name: 'My first: run!', status: 'queued', step: 0, totalSteps: 20, loss: null, directory }]);
    // Nobody starts it any more, and it waits in no queue.
    await claim.release();
    expect(await listRuns(dataDirectory)).toMatchObject([{ id, status: 'interrupted' }]);
  });

  it('are listed with the last whole step of their metrics', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { directory } = await newRun(dataDirectory);
    await writeMetrics(directory, [stepMetric(1), stepMetric(2, { loss: 1.25 }), evalMetric(2, 3)], '{"type":"step","step":3,"lo');
    expect(await listRuns(dataDirectory)).toMatchObject([{ step: 2, loss: 1.25 }]);
  });

  it('keep their status along the state machine, in folder and catalogue alike', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    await updateRun(dataDirectory, id, { status: 'preparing' });
    await updateRun(dataDirectory, id, { status: 'running', totalSteps: 33 });
    await updateRun(dataDirectory, id, { status: 'stopped' });
    const late = await updateRun(dataDirectory, id, { status: 'failed', error: { code: 'ENGINE_ABORTED', message: 'killed' } });
    expect(late).toMatchObject({ status: 'stopped', totalSteps: 33, error: null });
    expect((await dataDirectory.catalogue.read()).runs[id]).toEqual(late);
    expect(JSON.parse(await readFile(join(directory, 'run.json'), 'utf8'))).toEqual(late);
    await expect(updateRun(dataDirectory, 'no-such-run', { status: 'running' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are interrupted when their process was killed, and can then be started again', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    const holder = await startProcess(await bundleForNode('test/services/processes/sharer.ts'), ['holdRun', dataDirectory.root, directory]);
    await updateRun(dataDirectory, id, { status: 'preparing' });
    await updateRun(dataDirectory, id, { status: 'running' });
    expect(await markInterrupted(dataDirectory)).toEqual([]);
    await killHard(holder);
    expect(await listRuns(dataDirectory)).toMatchObject([{ id, status: 'interrupted' }]);
    const longer = { ...recipe, training: { ...recipe.training, steps: 40 } };
    expect(await restartRun(dataDirectory, id, longer)).toMatchObject({ status: 'preparing', totalSteps: 40 });
    expect((await showRun(dataDirectory, id)).recipe).toEqual(longer);
  });

  it('are as they were when starting them again was refused', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id } = await newRun(dataDirectory);
    for (const status of ['preparing', 'running', 'finalizing'] as const) await updateRun(dataDirectory, id, { status });
    const before = await updateRun(dataDirectory, id, { status: 'done' });
    await restartRun(dataDirectory, id, { ...recipe, training: { ...recipe.training, steps: 40 } });
    await restoreRun(dataDirectory, before, recipe);
    const { updatedAt: _, ...same } = before;
    expect(await showRun(dataDirectory, id)).toMatchObject({ ...same, status: 'done', totalSteps: 20, recipe });
  });

  it('are shown with evaluations, checkpoints and numerics', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    await addCheckpoint(directory, 10);
    await addCheckpoint(directory, 20);
    await writeMetrics(directory, [evalMetric(10, 2, { best: true }), stepMetric(20), evalMetric(20, 2.5)]);
    await writeFile(join(directory, 'numerics.json'), '{"threads":2}');
    const shown = await showRun(dataDirectory, directory);
    expect(shown).toMatchObject({ id, step: 20, bestLoss: 2, numerics: { threads: 2 }, proofs: null, report: null });
    expect(shown.evaluations.map(({ step }) => step)).toEqual([10, 20]);
    expect(shown.checkpoints.map(({ step, best }) => [step, best])).toEqual([
      [10, true],
      [20, false],
    ]);
    await expect(showRun(dataDirectory, `${id}x`)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hint: `did you mean "${id}"?` } });
  });

  it('are deleted whole, but not while someone has them', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    const claim = await claimRun(directory);
    await expect(deleteRun(dataDirectory, id)).rejects.toMatchObject({ code: 'RUN_HELD' });
    await claim.release();
    expect(await deleteRun(dataDirectory, id)).toBe(id);
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await listRuns(dataDirectory)).toEqual([]);
  });

  it('are found again when their folders were copied in, lost their record, or are gone', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    await rm(join(directory, 'run.json'));
    const gone = await newRun(dataDirectory);
    await rm(gone.directory, { recursive: true });
    const copied = join(dataDirectory.runs, 'copied');
    await mkdir(copied);
    await writeFile(join(copied, 'recipe.json'), JSON.stringify(recipe));
    await mkdir(join(dataDirectory.runs, 'no run at all'));
    const listed = await listRuns(dataDirectory);
    expect(listed.map((run) => [run.id, run.status]).sort()).toEqual([
      [id, 'interrupted'],
      ['copied', 'interrupted'],
    ]);
  });
});
