/** A process that shares a data directory with the test that started it, and does the one thing it is asked for. */
import { openDataDirectory } from '../../../src/services/directory/dataDirectory.ts';
import { withLock } from '../../../src/services/directory/lock.ts';
import { claimThreads } from '../../../src/services/engineHosts/threadSlots.ts';
import { claimRun } from '../../../src/services/runs/runOwner.ts';

const [, , task, root, detail = ''] = process.argv;

const tasks: Readonly<Record<string, () => Promise<void>>> = {
  /** Enters models `<name>-0` … `<name>-49`, one update each. */
  async enterModels() {
    const { catalogue } = await openDataDirectory(root);
    process.send?.('begun');
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        catalogue.update((data) => {
          const id = `${detail}-${index}`;
          data.models[id] = { id, name: id, path: '/somewhere', addedAt: new Date().toISOString() };
        }),
      ),
    );
  },
  async holdRun() {
    await claimRun(detail);
    await untilKilled();
  },
  async holdThreads() {
    await claimThreads(await openDataDirectory(root), Number(detail), 4);
    await untilKilled();
  },
  async holdCatalogue() {
    const { locks } = await openDataDirectory(root);
    await withLock(locks.catalogue, untilKilled);
  },
};

async function untilKilled(): Promise<void> {
  process.send?.('holding');
  await new Promise(() => setInterval(() => undefined, 1000));
}

await tasks[task as string]?.();
process.send?.('done', () => process.exit(0));
