/** Notices what changed in a data directory, also by other processes: cheap looks at a few files, once a second. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Topic } from '../../shared/api/app.ts';
import type { CatalogueData } from '../catalogue/schema.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { runFiles } from '../runs/runFiles.ts';
import { hasEnded } from '../runs/runStatus.ts';

const everyMs = 1000;

/** @param changed called with what is not as it was; also when this process changed it. @returns how to end it. */
export function watchDirectory(data: DataDirectory, changed: (topics: readonly Topic[]) => void): () => void {
  let before: Snapshot | null = null;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const now = await snapshot(data, before);
      const topics = before ? differences(before, now) : [];
      before = now;
      if (topics.length > 0) changed(topics);
    } catch {
      // Locked, half written, on a disk that is gone for a moment: the next look tells.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  void look();
  return () => clearInterval(timer);
}

interface Snapshot {
  readonly catalogueFile: string;
  /** By topic: what tells whether it is as it was. */
  readonly marks: Readonly<Partial<Record<Topic, string>>>;
  /** Of runs that go on. */
  readonly live: readonly string[];
}

async function snapshot(data: DataDirectory, before: Snapshot | null): Promise<Snapshot> {
  const catalogueFile = await mark(data.catalogueFile);
  const same = before !== null && before.catalogueFile === catalogueFile;
  const catalogue = same ? null : await data.catalogue.read();
  const live = catalogue ? liveRuns(catalogue) : (before?.live ?? []);
  const metrics = await Promise.all(live.map((id) => mark(join(data.runs, id, runFiles.metrics))));
  return {
    catalogueFile,
    live,
    marks: {
      models: catalogue ? JSON.stringify(catalogue.models) : (before?.marks.models ?? ''),
      datasets: catalogue ? JSON.stringify(catalogue.datasets) : (before?.marks.datasets ?? ''),
      runs: catalogue ? JSON.stringify(catalogue.runs) : (before?.marks.runs ?? ''),
      steps: metrics.join('\n'),
      settings: await mark(data.settingsFile),
      recipes: await mark(data.recipes),
      trash: await mark(data.trash),
      exports: await mark(data.exports),
    },
  };
}

function liveRuns({ runs }: CatalogueData): readonly string[] {
  return Object.values(runs).flatMap(({ id, status }) => (hasEnded(status) || status === 'queued' ? [] : [id]));
}

function differences({ marks: before }: Snapshot, { marks: now }: Snapshot): readonly Topic[] {
  return (Object.keys(now) as Topic[]).filter((topic) => before[topic] !== now[topic]);
}

async function mark(path: string): Promise<string> {
  return stat(path).then(
    ({ size, mtimeMs, ino }) => `${size} ${mtimeMs} ${ino}`,
    () => '',
  );
}
