/** plan, train, resume and runs: the promised JSON line by line, the run folder, and the recipe written out. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { JsonLine } from './mixwright.ts';
import { planShape, runsShape, trainLineShapes } from './shapes.ts';
import { createWorkspace, curve, snapshot } from './workspace.ts';

const { run, path, home } = await createWorkspace();

/** Lines of one type, each as promised. */
function linesOf<T extends keyof typeof trainLineShapes>(lines: readonly JsonLine[], type: T): readonly z.infer<(typeof trainLineShapes)[T]>[] {
  return lines.filter((line) => line.type === type).map((line) => trainLineShapes[type].parse(line) as z.infer<(typeof trainLineShapes)[T]>);
}

const trained = await run(['train', 'recipe.json', '--name', 'first', '--json']);
const directory = String(trained.lines()[0]?.directory);
const id = String(trained.lines()[0]?.id);

describe('train --json', () => {
  const lines = trained.lines();

  it('tells the run first and its result last, and ends with status 0', () => {
    expect(trained.status).toBe(0);
    expect(lines[0]?.type).toBe('run');
    expect(directory).toBe(`${home}/runs/${id}`);
    expect(lines.at(-1)).toMatchObject({ type: 'result', status: 'done', steps: 8, model: `${directory}/checkpoints/step-000008` });
    expect(linesOf(lines, 'result')).toHaveLength(1);
  });

  it('tells every step, evaluation and checkpoint once, and the phases between', () => {
    expect(linesOf(lines, 'step').map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(linesOf(lines, 'eval').map(({ step }) => step)).toEqual([4, 8]);
    expect(linesOf(lines, 'checkpoint').map(({ step }) => step)).toEqual([4, 8]);
    expect(linesOf(lines, 'phase').map(({ phase }) => phase)).toEqual(expect.arrayContaining(['preparing', 'training', 'finalizing']));
    expect(lines.filter(({ type }) => type === 'progress')).toEqual([]);
  });

  it('writes the same steps and evaluations to metrics.jsonl, and the rest of the run folder', async () => {
    const told = lines.filter(({ type }) => type === 'step' || type === 'eval');
    const written = (await readFile(`${directory}/metrics.jsonl`, 'utf8')).trimEnd().split('\n');
    expect(written.map((line) => JSON.parse(line))).toEqual(told);
    expect(await readdir(directory)).toEqual(
      expect.arrayContaining(['recipe.json', 'metrics.jsonl', 'events.jsonl', 'checkpoints', 'proofs.json', 'numerics.json', 'report.html']),
    );
  });

  it('names auxiliary losses by method', async () => {
    const mixture = 'methods=[{"id":"mixlora","options":{"experts":4,"topK":2,"rank":2}},{"id":"load-balancing-loss"}]';
    const { status, lines: told } = await run(['train', 'recipe.json', '--set', mixture, '--set', 'training.steps=2', '--json']);
    expect(status).toBe(0);
    for (const { auxLoss } of linesOf(told(), 'step')) expect(auxLoss?.['load-balancing-loss']).toBeGreaterThan(0);
  });
});

describe('recipes', () => {
  it('a printed recipe has every default and absolute paths, runs nothing, and printed again is the same', async () => {
    const before = await readdir(`${home}/runs`);
    const first = await run(['train', 'recipe.json', '--set', 'training.epochs=2', '--set', 'training.steps=null', '--print-recipe', '--json']);
    expect(first.status).toBe(0);
    expect(first.json()).toMatchObject({
      model: path('base'),
      dataset: { files: [path('data.jsonl')] },
      training: { optimizer: 'adamw', seed: 1 },
      device: 'auto',
    });
    await writeFile(path('printed.json'), first.stdout);
    const second = await run(['train', path('printed.json'), '--print-recipe', '--json'], { folder: home });
    expect(second.json()).toEqual(first.json());
    expect(await readdir(`${home}/runs`)).toEqual(before);
  });

  it('the run keeps the recipe that --print-recipe prints', async () => {
    const printed = await run(['train', 'recipe.json', '--print-recipe', '--json']);
    expect(JSON.parse(await readFile(`${directory}/recipe.json`, 'utf8'))).toEqual(printed.json());
  });

  it('--seed decides the randomness: the same seed the same curve, another one another', async () => {
    const again = await run(['train', 'recipe.json', '--seed', '1', '--json']);
    const other = await run(['train', 'recipe.json', '--seed', '2', '--json']);
    expect(await curve(String(again.lines()[0]?.directory))).toEqual(await curve(directory));
    expect(await curve(String(other.lines()[0]?.directory))).not.toEqual(await curve(directory));
  });

  it('plan: bytes by kind that add up, the trained tensors those of the proof', async () => {
    const { status, json } = await run(['plan', 'recipe.json', '--json']);
    const { trainable, memory, fits, ways } = planShape.parse(json());
    const { total, ...kinds } = memory;
    expect([status, fits]).toEqual([0, true]);
    expect(Object.values(kinds).reduce((sum, bytes) => sum + bytes, 0)).toBe(total);
    for (const way of ways) expect(way.memory).toBeLessThan(total);
    const proofs = JSON.parse(await readFile(`${directory}/proofs.json`, 'utf8'));
    expect(trainable.map(({ tensor }) => tensor)).toEqual(proofs.trainableSet.trainable.map(({ tensor }: { tensor: string }) => tensor));
  });
});

describe('resume', () => {
  it('goes on past the end when given more steps: each step once', async () => {
    const short = await run(['train', 'recipe.json', '--set', 'training.steps=4', '--json']);
    const [first] = linesOf(short.lines(), 'run');
    const { status, lines } = await run(['resume', String(first?.id), '--set', 'training.steps=6', '--json']);
    expect(status).toBe(0);
    expect(lines()[0]).toMatchObject({ type: 'run', id: first?.id });
    expect(linesOf(lines(), 'step').map(({ step }) => step)).toEqual([5, 6]);
    expect(linesOf(lines(), 'result')).toEqual([expect.objectContaining({ status: 'done', steps: 6 })]);
    const steps = (await curve(String(first?.directory))).filter((metric) => (metric as JsonLine).type === 'step');
    expect(steps.map((metric) => (metric as JsonLine).step)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes on from the checkpoint that is named, to the same curve; one that is not there is refused with those that are', async () => {
    const { lines: first } = await run(['train', 'recipe.json', '--json']);
    const [again] = linesOf(first(), 'run');
    const refused = await run(['resume', String(again?.id), '--from', '5', '--json']);
    expect(refused.status).toBe(2);
    expect(refused.lines().at(-1)).toMatchObject({ code: 'NOT_FOUND', hint: 'it has: 4, 8' });
    expect((await run(['runs', 'show', String(again?.id), '--json'])).json()).toMatchObject({ status: 'done' });
    const { status, lines } = await run(['resume', String(again?.id), '--from', '4', '--json']);
    expect(status).toBe(0);
    expect(linesOf(lines(), 'step').map(({ step }) => step)).toEqual([5, 6, 7, 8]);
    expect(await curve(String(again?.directory))).toEqual(await curve(directory));
  });

  it('takes other sample prompts than the run was started with, and writes their answers beside the curve', async () => {
    const prompts = ['training.steps=4', 'samples={"prompts":["What is 3 plus 4?"],"maxTokens":4}'];
    const { lines } = await run(['train', 'recipe.json', ...prompts.flatMap((set) => ['--set', set]), '--json']);
    const [started] = linesOf(lines(), 'run');
    expect(linesOf(lines(), 'sample').map(({ step, prompt }) => [step, prompt])).toEqual([[4, 'What is 3 plus 4?']]);
    const more = await run(['resume', String(started?.id), '--set', 'training.steps=8', '--set', 'samples.prompts=["Hello"]', '--json']);
    expect(more.status).toBe(0);
    const written = (await readFile(`${started?.directory}/samples.jsonl`, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonLine);
    expect(written.map(({ step, prompt }) => [step, prompt])).toEqual([
      [4, 'What is 3 plus 4?'],
      [8, 'Hello'],
    ]);
    expect(written.slice(1)).toEqual(linesOf(more.lines(), 'sample'));
  });

  it('refuses to change what was computed already', async () => {
    const { status, json } = await run(['resume', id, '--set', 'training.learningRate=1', '--json']);
    expect(status).toBe(2);
    expect(json()).toMatchObject({ code: 'RESUME_REFUSED', field: 'training.learningRate' });
    const { json: show } = await run(['runs', 'show', id, '--json']);
    expect(show()).toMatchObject({ status: 'done', recipe: { training: { learningRate: 2e-4 } } });
  });
});

describe('runs', () => {
  it('lists each with status, step and loss', async () => {
    const { status, json } = await run(['runs', '--json']);
    const { runs } = runsShape.parse(json());
    expect(status).toBe(0);
    expect(runs).toContainEqual(expect.objectContaining({ id, name: 'first', status: 'done', step: 8, totalSteps: 8 }));
  });

  it('shows one in full', async () => {
    const { json } = await run(['runs', 'show', id, '--json']);
    expect(json()).toMatchObject({ id, status: 'done', recipe: { training: { steps: 8 } }, report: `${directory}/report.html` });
    expect(json<{ evaluations: unknown[]; checkpoints: unknown[] }>()).toMatchObject({
      evaluations: [{ step: 4 }, { step: 8 }],
      checkpoints: [{ step: 4 }, { step: 8 }],
    });
  });

  it('exports the curve as CSV and for TensorBoard, and overwrites nothing', async () => {
    const csv = await run(['runs', 'export', id, '-o', 'curve.csv', '--json']);
    expect([csv.status, csv.json()]).toEqual([0, { files: [{ path: path('curve.csv'), bytes: (await stat(path('curve.csv'))).size }] }]);
    const [head, ...rows] = (await readFile(path('curve.csv'), 'utf8')).trimEnd().split('\n');
    expect(head).toMatch(/^step,.*loss/);
    expect(rows.length).toBeGreaterThanOrEqual(8);
    const board = await run(['runs', 'export', id, '--format', 'tensorboard', '-o', 'board', '--json']);
    const [file] = board.json<{ files: { path: string; bytes: number }[] }>().files;
    expect(file?.path).toMatch(/events\.out\.tfevents\./);
    expect(file?.bytes).toBeGreaterThan(100);
    const again = await run(['runs', 'export', id, '-o', 'curve.csv', '--json']);
    expect([again.status, again.json()]).toEqual([2, expect.objectContaining({ type: 'error', code: 'OUTPUT_EXISTS' })]);
  });

  it('a run stands for a model, and its checkpoints can be chosen', async () => {
    const logits = async (model: string): Promise<unknown> => (await run(['logits', '--model', model, '--tokens', '1,2', '--json'])).json();
    const [last, eighth, fourth, folder] = [await logits(`${id}@last`), await logits(`${id}@8`), await logits(`${id}@4`), await logits(`${directory}@8`)];
    expect(eighth).toEqual(last);
    expect(folder).toEqual(last);
    expect(fourth).not.toEqual(last);
    expect((await run(['logits', '--run', id, '--tokens', '1,2', '--json'])).json()).toEqual(await logits(`${id}@best`));
  });

  it('goes to the trash and comes back whole; is deleted for good where that is said', async () => {
    const made = linesOf((await run(['train', 'recipe.json', '--set', 'training.steps=1', '--json'])).lines(), 'run')[0];
    const [id, directory] = [String(made?.id), String(made?.directory)];
    const before = await snapshot(directory);
    const listed = async (): Promise<boolean> => (await run(['runs', '--json'])).stdout.includes(id);
    const deleted = await run(['runs', 'delete', id, '--json']);
    const { trash } = deleted.json<{ trash: string }>();
    expect([deleted.status, deleted.json()]).toEqual([0, { deleted: id, trash: expect.any(String) }]);
    await expect(stat(directory)).rejects.toThrow('ENOENT');
    expect(await listed()).toBe(false);
    expect((await run(['trash', '--json'])).json()).toEqual({ entries: [expect.objectContaining({ id: trash, kind: 'run', name: id })] });
    expect((await run(['trash', 'restore', trash, '--json'])).json()).toEqual({ kind: 'run', restored: id });
    expect([await listed(), await snapshot(directory)]).toEqual([true, before]);
    expect((await run(['runs', 'delete', id, '--for-good', '--json'])).json()).toEqual({ deleted: id, trash: null });
    expect([await listed(), (await run(['trash', '--json'])).json()]).toEqual([false, { entries: [] }]);
  });

  it('is gone from the trash once that is emptied', async () => {
    const made = linesOf((await run(['train', 'recipe.json', '--set', 'training.steps=1', '--json'])).lines(), 'run')[0];
    const { trash } = (await run(['runs', 'delete', String(made?.id), '--json'])).json<{ trash: string }>();
    const emptied = await run(['trash', 'empty', trash, '--json']);
    expect([emptied.status, emptied.json<{ freedBytes: number }>().freedBytes > 0]).toEqual([0, true]);
    const again = await run(['trash', 'restore', trash, '--json']);
    expect([again.status, again.json<{ code: string }>().code]).toEqual([2, 'NOT_FOUND']);
  });

  it('is deleted, though something old in the trash cannot be: that is a note', async () => {
    const made = linesOf((await run(['train', 'recipe.json', '--set', 'training.steps=1', '--json'])).lines(), 'run')[0];
    const trash = join(home, 'trash');
    await mkdir(join(trash, 'old', 'content'), { recursive: true });
    await writeFile(
      join(trash, 'old', 'trash.json'),
      JSON.stringify({ kind: 'run', name: 'old', from: 'runs/old', removedAt: '2000-01-01T00:00:00Z', bytes: 0 }),
    );
    // In the way of its removal.
    await mkdir(join(trash, '.old', 'full'), { recursive: true });
    const deleted = await run(['runs', 'delete', String(made?.id), '--json']);
    expect([deleted.status, deleted.json()]).toEqual([0, { deleted: made?.id, trash: expect.any(String) }]);
    expect(deleted.stderr).toContain('is still there');
    for (const name of ['old', '.old']) await rm(join(trash, name), { recursive: true });
  });
});
