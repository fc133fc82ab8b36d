import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringBack, setAside, settleAside } from '../../../src/host/run/setAside.ts';
import { checkpointSteps, curveOf, killedAt, type TinyTraining, tinyTrainingIn, weightsOf } from '../../support/tinyTraining.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixwright-from-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run resumed from a checkpoint that is not its latest', () => {
  let tiny: TinyTraining;
  beforeAll(async () => {
    tiny = await tinyTrainingIn(folder, { steps: 9, evalEvery: 3, checkpointEvery: 3, keepCheckpoints: 9 });
    await tiny.train('whole');
  });

  async function copyOfWhole(name: string): Promise<string> {
    const directory = tiny.directory(name);
    await cp(tiny.directory('whole'), directory, { recursive: true });
    return directory;
  }

  const hidden = async (directory: string): Promise<readonly string[]> =>
    [...(await readdir(directory)), ...(await readdir(join(directory, 'checkpoints')))].filter((name) => name.startsWith('.'));

  async function expectLikeWhole(directory: string): Promise<void> {
    expect(await checkpointSteps(directory)).toEqual([3, 6, 9]);
    expect(await curveOf(directory)).toEqual(await curveOf(tiny.directory('whole')));
    expect((await weightsOf(directory, 9)).equals(await weightsOf(tiny.directory('whole'), 9))).toBe(true);
    expect(await hidden(directory)).toEqual([]);
  }

  it('goes on from there to the same end, and nothing is left behind', async () => {
    const directory = await copyOfWhole('again');
    const seen: (readonly number[])[] = [];
    await tiny.train('again', { fromStep: 3, onEvent: (event) => void (event.type === 'resumed' && seen.push([event.step, event.dropped])) });
    // Six steps and two evaluations lay beyond.
    expect(seen).toEqual([[3, 8]]);
    await expectLikeWhole(directory);
  });

  it('names the steps there are when it has none of that step, and changes nothing', async () => {
    const directory = await copyOfWhole('unknown');
    await expect(tiny.train('unknown', { fromStep: 4 })).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hint: 'it has: 3, 6, 9' } });
    await expectLikeWhole(directory);
  });

  it('does not take a later checkpoint for the latest when it was killed before it saved, and goes on where it went back to', async () => {
    const directory = await copyOfWhole('killed');
    await expect(tiny.train('killed', { fromStep: 3, onEvent: killedAt(5) })).rejects.toThrow('killed');
    expect(await checkpointSteps(directory)).toEqual([3]);
    const resumed: number[] = [];
    await tiny.train('killed', { resume: true, onEvent: (event) => void (event.type === 'resumed' && resumed.push(event.step)) });
    expect(resumed).toEqual([3]);
    await expectLikeWhole(directory);
  });

  it('has lost nothing then: what was made before is there again when it is asked for', async () => {
    const directory = await copyOfWhole('regretted');
    await expect(tiny.train('regretted', { fromStep: 3, onEvent: killedAt(5) })).rejects.toThrow('killed');
    await tiny.train('regretted', { fromStep: 9 });
    await expectLikeWhole(directory);
  });

  it('is as it was when the resumption is refused only after everything was set aside', async () => {
    const directory = await copyOfWhole('refused');
    const recipe = { ...tiny.recipe, methods: [{ id: 'lora', options: { rank: 2 } }] };
    await expect(tiny.train('refused', { fromStep: 3, recipe, allowDrift: true })).rejects.toMatchObject({ code: 'RESUME_REFUSED' });
    await expectLikeWhole(directory);
  });

  it('changes nothing of an earlier going-back when the next one is refused for its drift', async () => {
    const directory = await copyOfWhole('drifted');
    await expect(tiny.train('drifted', { fromStep: 3, onEvent: killedAt(5) })).rejects.toThrow('killed');
    const recipe = { ...tiny.recipe, training: { ...tiny.recipe.training, seed: 99 } };
    await expect(tiny.train('drifted', { fromStep: 9, recipe })).rejects.toMatchObject({ code: 'RESUME_REFUSED' });
    expect(await checkpointSteps(directory)).toEqual([3]);
    expect(await hidden(directory)).toContain('.aside');
  });

  it('goes on from what it had before when the one it went back to is damaged', async () => {
    const directory = await copyOfWhole('damaged');
    await expect(tiny.train('damaged', { fromStep: 3, onEvent: killedAt(5) })).rejects.toThrow('killed');
    await writeFile(join(directory, 'checkpoints', 'step-000003', 'checkpoint.json'), '{');
    const resumed: number[] = [];
    await tiny.train('damaged', { resume: true, onEvent: (event) => void (event.type === 'resumed' && resumed.push(event.step)) });
    expect(resumed).toEqual([9]);
  });

  it('may be killed while it sets aside or brings back: either way the next host finds the old state or the new one', async () => {
    const directory = await copyOfWhole('halfway');
    await setAside(directory, { step: 3, path: join(directory, 'checkpoints', 'step-000003') });
    expect(await checkpointSteps(directory)).toEqual([3]);
    // Killed after the whole folder got the name of an unfinished one: bringing back had begun, or setting aside had not ended.
    await cp(join(directory, '.aside'), join(directory, '.aside.tmp'), { recursive: true });
    rmSync(join(directory, '.aside'), { recursive: true });
    await settleAside(directory);
    await expectLikeWhole(directory);
    await bringBack(directory);
    await expectLikeWhole(directory);
  });
});
