/** The second executor by the command line: the same curves, its own resumes, and what it says where it is missing. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tolerances, toleranceUse } from '../../src/engine/executors/tolerances.ts';
import type { JsonLine } from './mixwright.ts';
import { createWorkspace } from './workspace.ts';

const { run } = await createWorkspace();

const mixture = [
  '--set',
  'methods=[{"id":"mixlora","options":{"experts":4,"topK":2,"rank":2}},{"id":"load-balancing-loss"}]',
  '--set',
  'training.schedule=constant',
  '--set',
  'training.evalEvery=0',
];

function losses(lines: readonly JsonLine[]): readonly number[] {
  return lines.filter(({ type }) => type === 'step').map(({ loss }) => loss as number);
}

describe.each(['tfjs-wasm', ...(process.env.MIXWRIGHT_TENSORFLOW ? ['tfjs-tensorflow'] : [])])('a run on %s', (device) => {
  it('has the curve of the CPU, and goes on exactly where it was', async () => {
    const train = (on: string, steps: number) => run(['train', 'recipe.json', ...mixture, '--set', `training.steps=${steps}`, '--device', on, '--json']);
    const onCpu = await train('cpu', 8);
    const whole = await train(device, 8);
    expect(whole.status).toBe(0);
    expect(losses(whole.lines())).toHaveLength(8);
    expect(toleranceUse(losses(whole.lines()), losses(onCpu.lines()), tolerances.trainingCurve)).toBeLessThanOrEqual(1);
    const half = await train(device, 4);
    const [{ id, directory }] = half.lines() as readonly [JsonLine];
    expect(JSON.parse(await readFile(`${String(directory)}/numerics.json`, 'utf8'))).toMatchObject({ executor: 'tfjs', deviceId: device });
    const resumed = await run(['resume', String(id), '--set', 'training.steps=8', '--json']);
    expect(losses(resumed.lines())).toEqual(losses(whole.lines()).slice(4));
  });
});

describe('a device that is not installed', () => {
  it('is refused with the command that adds it', async () => {
    const { status, lines } = await run(['train', 'recipe.json', '--device', 'tfjs-tensorflow', '--json'], { env: { MIXWRIGHT_TENSORFLOW: '' } });
    expect(status).toBe(2);
    expect(lines().at(-1)).toMatchObject({ type: 'error', code: 'NOT_AVAILABLE', message: expect.stringContaining('mixwright devices add tensorflow') });
  });
});
