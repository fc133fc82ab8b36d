/** Several processes in one data directory at once: nobody's run or record is lost, and a run has one owner. */
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type JsonLine, startMixwright } from './mixwright.ts';
import { createWorkspace, curve, snapshot } from './workspace.ts';

const { run, folder, home } = await createWorkspace();

function firstLine(lines: readonly JsonLine[]): { readonly id: string; readonly directory: string } {
  return { id: String(lines[0]?.id), directory: String(lines[0]?.directory) };
}

describe('two processes in one data directory', () => {
  it('train at once, into runs of their own with the same curve, and both are listed', async () => {
    const commands = ['first', 'second', 'third'].map((name) => run(['train', 'recipe.json', '--name', name, '--json']));
    const finished = await Promise.all(commands);
    expect(finished.map(({ status }) => status)).toEqual([0, 0, 0]);
    const made = finished.map(({ lines }) => firstLine(lines()));
    const [expected, ...others] = await Promise.all(made.map(({ directory }) => curve(directory)));
    for (const other of others) expect(other).toEqual(expected);
    const { runs } = (await run(['runs', '--json'])).json<{ runs: { id: string; status: string; step: number }[] }>();
    for (const { id } of made) expect(runs).toContainEqual(expect.objectContaining({ id, status: 'done', step: 8 }));
  });

  it('a run that is being trained can be looked at and listed, but neither resumed nor deleted by others', async () => {
    const owner = startMixwright(['train', 'recipe.json', '--set', 'training.steps=100000', '--set', 'training.checkpointEvery=0', '--json'], { home, folder });
    await owner.line(({ type }) => type === 'step');
    const { id, directory } = firstLine([await owner.line(({ type }) => type === 'run')]);
    for (const args of [
      ['resume', id],
      ['runs', 'delete', id],
    ]) {
      const { status, lines } = await run([...args, '--json']);
      expect([status, lines()]).toEqual([2, [expect.objectContaining({ type: 'error', code: 'RUN_HELD', hint: expect.stringContaining('Ctrl-C') })]]);
    }
    expect((await run(['runs', 'show', id, '--json'])).json()).toMatchObject({ id, status: 'running' });
    owner.child.kill('SIGINT');
    const { status, lines } = await owner.finished;
    expect([status, lines().at(-1)?.status]).toEqual([130, 'stopped']);
    const steps = (await curve(directory)).filter((metric) => (metric as JsonLine).type === 'step').map((metric) => (metric as JsonLine).step);
    expect(steps).toEqual(Array.from({ length: Number(lines().at(-1)?.steps) }, (_, i) => i + 1));
  });

  it('of two that resume a run at the same moment, one does it', async () => {
    const { id, directory } = firstLine((await run(['train', 'recipe.json', '--set', 'training.steps=4', '--json'])).lines());
    const more = ['resume', id, '--set', 'training.steps=100000', '--set', 'training.checkpointEvery=0', '--json'];
    const both = [startMixwright(more, { home, folder }), startMixwright(more, { home, folder })];
    const refused = await Promise.race(both.map(({ finished }) => finished));
    expect([refused.status, refused.lines()]).toEqual([2, [expect.objectContaining({ code: 'RUN_HELD' })]]);
    // The one that is refused may be so before the other computes.
    await Promise.any(both.map(({ line }) => line(({ type }) => type === 'step')));
    for (const { child } of both) child.kill('SIGINT');
    const ended = await Promise.all(both.map(({ finished }) => finished));
    expect(ended.map(({ status }) => status).sort()).toEqual([130, 2]);
    const steps = (await curve(directory)).filter((metric) => (metric as JsonLine).type === 'step').map((metric) => (metric as JsonLine).step);
    expect(steps).toEqual(steps.map((_, i) => i + 1));
    expect(steps.length).toBeGreaterThan(4);
  });

  it('that convert into one folder at once make one whole model there, and nothing beside it', async () => {
    const convert = ['convert', 'base', '--method', 'sparse-upcycling', '--experts', '64', '-o', 'moe', '--json'];
    const ended = await Promise.all([run(convert), run(convert)]);
    expect(ended.map(({ status }) => status).sort()).toEqual([0, 2]);
    expect(ended.find(({ status }) => status === 2)?.json()).toMatchObject({ type: 'error', code: 'OUTPUT_EXISTS' });
    expect((await readdir(folder)).filter((name) => name.includes('moe'))).toEqual(['moe']);
    expect((await run(['verify', 'moe', '--against', 'base', '--json'])).json()).toMatchObject({ ok: true });
  });

  it('commands that only look change nothing', async () => {
    const before = await snapshot(folder);
    for (const args of [['runs'], ['methods'], ['formats'], ['devices'], ['inspect', 'base'], ['plan', 'recipe.json']]) {
      expect((await run([...args, '--json'])).status).toBe(0);
    }
    expect(await snapshot(folder)).toEqual(before);
  });
});
