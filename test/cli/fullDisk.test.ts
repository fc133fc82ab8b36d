/**
 * A data directory on a disk that runs full: a memory file system of a few megabytes (Linux, as root). What was saved before
 * stays whole, and the run goes on to the very same end once there is room.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createWorkspace, curve, snapshot, trainedBytes } from './workspace.ts';

const { run, path } = await createWorkspace();
const disk = await mkdtemp(join(tmpdir(), 'mixwright-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'mixwright-test', disk], { stdio: 'ignore' }).status === 0;
if (!mounted) console.info('skipped: a full disk (mounting a tmpfs is not permitted here)');

afterAll(async () => {
  if (mounted) spawnSync('umount', [disk], { stdio: 'ignore' });
  await rm(disk, { recursive: true, force: true });
});

const settings = ['steps=12', 'evalEvery=4', 'checkpointEvery=1', 'keepCheckpoints=20'].flatMap((field) => ['--set', `training.${field}`]);
// By name, because the two data directories that are compared might choose otherwise on a busy machine.
const train = ['train', 'recipe.json', ...settings, '--device', 'cpu', '--json'];

/** A file that leaves so many bytes free. */
async function leaveFree(bytes: number): Promise<string> {
  const { bavail, bsize } = await statfs(disk);
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(bavail * bsize - bytes));
  return ballast;
}

describe.skipIf(!mounted)('a disk that is full', () => {
  afterEach(async () => {
    for (const entry of await readdir(disk)) await rm(join(disk, entry), { recursive: true, force: true });
  });

  it('in the middle of a run: DISK_FULL, exit 1; with room again it goes on bit for bit', async () => {
    const undisturbed = String((await run(train)).lines()[0]?.directory);
    const home = join(disk, 'home');
    await mkdir(home);
    // Room for some of the twelve checkpoints.
    const ballast = await leaveFree(600_000);
    const { status, lines } = await run(train, { home });
    const error = lines().at(-1);
    expect([status, error]).toEqual([1, expect.objectContaining({ type: 'error', code: 'DISK_FULL', hint: expect.stringContaining('free') })]);
    const { id, directory } = lines()[0] as { id?: unknown; directory?: unknown };
    const saved = lines().filter(({ type }) => type === 'checkpoint');
    expect(saved.length).toBeGreaterThan(0);
    expect(saved.length).toBeLessThan(12);
    expect(await readdir(`${directory}/checkpoints`)).toEqual(saved.map((line) => String(line.path).split('/').at(-1)));
    for (const line of saved) {
      const name = `checkpoints/${String(line.path).split('/').at(-1)}`;
      expect(await trainedBytes(`${directory}/${name}`)).toEqual(await trainedBytes(`${undisturbed}/${name}`));
    }

    await rm(ballast);
    const resumed = await run(['resume', String(id), '--json'], { home });
    expect([resumed.status, resumed.lines().at(-1)]).toEqual([0, expect.objectContaining({ status: 'done', steps: 12 })]);
    expect(await curve(String(directory))).toEqual(await curve(undisturbed));
    const last = 'checkpoints/step-000012';
    expect(await trainedBytes(`${directory}/${last}`)).toEqual(await trainedBytes(`${undisturbed}/${last}`));
  });

  it.each([0, 16_384, 20_480, 32_768, 65_536])('%i bytes free at the start: DISK_FULL, exit 1, and no run is left that nobody has', async (bytes) => {
    const home = join(disk, 'home');
    await mkdir(home, { recursive: true });
    const ballast = await leaveFree(bytes);
    const { status, stdout, lines } = await run(train, { home });
    await rm(ballast);
    expect([status, lines().at(-1)?.code], stdout).toEqual([1, 'DISK_FULL']);
    const { status: listed, json } = await run(['runs', '--json'], { home });
    expect(listed).toBe(0);
    // One that had begun can be resumed; one that could not be made is not there at all.
    for (const { id, status: ended } of json<{ runs: { id: string; status: string }[] }>().runs) {
      expect(['failed', 'interrupted']).toContain(ended);
      expect((await run(['resume', id, '--json'], { home })).status).toBe(0);
    }
  });

  it('under a conversion: DISK_FULL, exit 1, and no folder is left', async () => {
    await leaveFree(300_000);
    const before = await snapshot(disk);
    const { status, lines } = await run(['convert', 'base', '--method', 'sparse-upcycling', '-o', join(disk, 'moe'), '--json']);
    expect([status, lines()]).toEqual([1, [expect.objectContaining({ type: 'error', code: 'DISK_FULL' })]]);
    expect(await snapshot(disk)).toEqual(before);
    expect((await run(['verify', path('base'), '--json'])).status).toBe(0);
  });
});
