import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, statfs, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpointStore } from '../../src/host/checkpointStore.ts';
import { type CheckpointHeader, describeCheckpoint, restoreCheckpoint, type TensorSlice, tensorSlices } from '../../src/training/checkpoint.ts';
import { initialState } from '../../src/training/state.ts';
import { openSafetensors } from '../../src/weights/safetensorsReader.ts';
import { tinyPrograms, tinySession } from '../training/tinyPrograms.ts';

const identity = { recipe: 'r', base: 'b', dataset: 'd', numerics: { threads: 1 } };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mixwright-checkpoints-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function headerAt(session: ReturnType<typeof tinySession>, step: number, best: number | null = null): CheckpointHeader {
  return describeCheckpoint(session, {
    state: { ...initialState, step, lastLoss: 0.1 + 0.2, best: best === null ? null : { step: best, loss: 1 } },
    metricsBytes: 123,
    identity,
  });
}

/** A store with checkpoints of these steps, table[0] being the step's number. */
async function filled(steps: readonly number[], keep = 9) {
  const store = await openCheckpointStore({ directory, keep });
  const session = tinySession(tinyPrograms());
  const table = [...session.variables].find(({ name }) => name === 'table');
  if (!table) throw new Error('the tiny model has a table');
  const save = (step: number, best: number | null = null) => {
    session.values(table)[0] = step;
    return store.save(headerAt(session, step, best), tensorSlices(session));
  };
  for (const step of steps) await save(step);
  return { store, session, table, save };
}

async function damage(step: number, file: string, at: number): Promise<void> {
  const path = join(directory, `step-00000${step}`, file);
  const bytes = await readFile(path);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] as number) ^ 1;
  await writeFile(path, bytes);
}

describe('saving and opening', () => {
  it('gives back header and bytes as they were', async () => {
    const { store, session } = await filled([5]);
    const found = await store.openLatest(() => expect.unreachable());
    expect(found?.header).toEqual(headerAt(session, 5));
    const restored = tinySession(tinyPrograms());
    for (const variable of restored.variables) restored.zero(variable);
    await restoreCheckpoint(restored, found?.header as CheckpointHeader, found?.slices() as AsyncIterable<TensorSlice>);
    expect([...tensorSlices(restored)]).toEqual([...tensorSlices(session)]);
  });

  it('writes tensors that any safetensors reader opens by name', async () => {
    const { session, table } = await filled([5]);
    const reader = await openSafetensors(join(directory, 'step-000005', 'tensors.safetensors'));
    expect(await reader.readFloat32('table')).toEqual(Float32Array.from(session.values(table)));
    await reader.close();
  });

  it('finds nothing in a new run', async () => {
    const store = await openCheckpointStore({ directory: join(directory, 'new'), keep: 2 });
    expect(await store.openLatest(() => undefined)).toBeNull();
  });

  it('keeps the newest and the best, and removes the others', async () => {
    const { store, save } = await filled([1, 2, 3], 2);
    expect((await store.list()).map(({ step }) => step)).toEqual([2, 3]);
    for (const step of [4, 5, 6]) await save(step, 3);
    expect((await store.list()).map(({ step }) => step)).toEqual([3, 5, 6]);
    expect((await readdir(directory)).sort()).toEqual(['step-000003', 'step-000005', 'step-000006']);
  });

  it('clears away what a killed process left, and nothing else', async () => {
    await filled([3]);
    for (const name of ['.step-000004.0123abcd.tmp', '.step-000002.removed.tmp', 'notes']) {
      await mkdir(join(directory, name));
      await writeFile(join(directory, name, 'file'), 'x');
    }
    const store = await openCheckpointStore({ directory, keep: 2 });
    expect((await readdir(directory)).sort()).toEqual(['notes', 'step-000003']);
    expect(await store.list()).toHaveLength(1);
  });
});

describe('a damaged checkpoint', () => {
  it.each([
    ['a flipped bit in a tensor', () => damage(3, 'tensors.safetensors', -1), 'is not as it was written'],
    ['a flipped bit in the tensors’ header', () => damage(3, 'tensors.safetensors', 20), 'damaged'],
    ['a truncated file', () => truncate(join(directory, 'step-000003', 'tensors.safetensors'), 900), 'damaged'],
    ['a missing file', () => rm(join(directory, 'step-000003', 'tensors.safetensors')), 'damaged'],
    ['a flipped bit in checkpoint.json', () => damage(3, 'checkpoint.json', 40), 'checkpoint.json'],
    ['an empty checkpoint.json', () => writeFile(join(directory, 'step-000003', 'checkpoint.json'), ''), 'not valid JSON'],
    ['a missing checkpoint.json', () => rm(join(directory, 'step-000003', 'checkpoint.json')), 'is missing'],
  ])('with %s is passed over with a warning for the one before', async (_, harm, words) => {
    const { store } = await filled([2, 3]);
    await harm();
    const warnings: string[] = [];
    const found = await store.openLatest((message) => warnings.push(message));
    expect(found?.step).toBe(2);
    expect(warnings).toEqual([expect.stringContaining(words)]);
  });

  it('is null when none is whole, and an error when asked for by name', async () => {
    const { store } = await filled([3]);
    await damage(3, 'tensors.safetensors', -1);
    expect(await store.openLatest(() => undefined)).toBeNull();
    const [checkpoint] = await store.list();
    await expect(store.open(checkpoint as { step: number; path: string })).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
  });

  it('is replaced when the run comes to its step again', async () => {
    const { store, save } = await filled([2, 3]);
    await damage(3, 'tensors.safetensors', -1);
    await save(3);
    expect((await store.openLatest(() => expect.unreachable()))?.step).toBe(3);
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('of another version is refused, not called damaged', async () => {
    const { store, session } = await filled([2]);
    const later = { ...headerAt(session, 3), version: 2 } as unknown as CheckpointHeader;
    await expect(store.save(later, tensorSlices(session))).rejects.toMatchObject({ code: 'RESUME_REFUSED' });
    expect((await store.list()).map(({ step }) => step)).toEqual([2]);
  });
});

describe('a save that fails', () => {
  it('leaves earlier checkpoints and no trace of its own', async () => {
    const { store, session } = await filled([2]);
    const broken = function* (): Generator<TensorSlice> {
      yield [...tensorSlices(session)][0] as TensorSlice;
      throw new Error('device lost');
    };
    await expect(store.save(headerAt(session, 3), broken())).rejects.toThrow('device lost');
    expect(await readdir(directory)).toEqual(['step-000002']);
    expect((await store.openLatest(() => expect.unreachable()))?.step).toBe(2);
  });

  it('refuses slices that do not fill their tensors', async () => {
    const { store, session } = await filled([2]);
    await expect(store.save(headerAt(session, 3), [...tensorSlices(session)].slice(1))).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    expect(await readdir(directory)).toEqual(['step-000002']);
  });
});

describe('a full disk', () => {
  it('fails with DISK_FULL, loses nothing, and saves again when there is room', async (context) => {
    const disk = join(directory, 'disk');
    await mkdir(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      context.skip('mounting a small disk is not permitted here');
    }
    try {
      const store = await openCheckpointStore({ directory: disk, keep: 1 });
      const session = tinySession(tinyPrograms());
      await store.save(headerAt(session, 1), tensorSlices(session));
      const ballast = join(disk, 'ballast');
      // Nothing left; then room for the tensors, but not for the header.
      for (const left of [0, 4096]) {
        const { size } = await fillDisk(ballast, disk, left);
        expect(size).toBeGreaterThan(0);
        await expect(store.save(headerAt(session, 2), tensorSlices(session)), `${left} bytes left`).rejects.toMatchObject({
          code: 'DISK_FULL',
          message: expect.stringContaining('checkpoint of step 2'),
          details: { hint: expect.stringContaining('earlier checkpoints are whole') },
        });
        expect((await readdir(disk)).sort()).toEqual(['ballast', 'step-000001']);
        expect((await store.openLatest(() => expect.unreachable()))?.step).toBe(1);
      }
      await rm(ballast);
      await store.save(headerAt(session, 2), tensorSlices(session));
      expect((await store.openLatest(() => expect.unreachable()))?.step).toBe(2);
    } finally {
      execFileSync('umount', [disk], { stdio: 'ignore' });
    }
  });
});

/** Fills a disk until about `left` bytes are free. */
async function fillDisk(ballast: string, disk: string, left: number): Promise<{ readonly size: number }> {
  await rm(ballast, { force: true });
  const { bavail, bsize } = await statfs(disk);
  await writeFile(ballast, new Uint8Array(Math.max(0, bavail * bsize - left)));
  return stat(ballast);
}
