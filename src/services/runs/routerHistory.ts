/** Router health over whole runs, thinned to what a picture can show; read on as a run grows, never twice. */
import { join } from 'node:path';
import type { RouterFrames } from '../../shared/api/runs.ts';
import { frameOf } from './metricLog.ts';
import { type FileCursor, fileStart, readAppended } from './readAppended.ts';
import { parseMetric, runFiles } from './runFiles.ts';

export interface RouterHistories {
  /** Evenly spaced steps, the first and the newest among them; null for a dense model. */
  of(directory: string, frames: number): Promise<RouterFrames | null>;
}

/** Frames kept of one run; when there are twice as many, every other one goes. */
const keptFrames = 2000;
/** Runs that are remembered. */
const keptRuns = 4;

interface Thinned {
  readonly cursor: FileCursor;
  readonly frames: readonly RouterFrames[];
  readonly last: RouterFrames | null;
  /** One in so many steps is kept. */
  readonly every: number;
  /** Steps seen. */
  readonly seen: number;
}

const nothing: Thinned = { cursor: fileStart, frames: [], last: null, every: 1, seen: 0 };

export function createRouterHistories(): RouterHistories {
  /** The last used last. */
  const known = new Map<string, Promise<Thinned>>();
  return {
    async of(directory, frames) {
      const before = known.get(directory) ?? Promise.resolve(nothing);
      const next = before.catch(() => nothing).then((thinned) => readOn(join(directory, runFiles.metrics), thinned));
      known.delete(directory);
      known.set(directory, next);
      for (const oldest of known.keys()) if (known.size > keptRuns) known.delete(oldest);
      return historyOf(await next, frames);
    },
  };
}

async function readOn(file: string, before: Thinned): Promise<Thinned> {
  let thinned = before;
  for (;;) {
    const appended = await readAppended(file, thinned.cursor);
    thinned = addSteps(appended.rewritten ? nothing : thinned, appended.lines, appended.cursor);
    if (!appended.more) return thinned;
  }
}

function addSteps({ every, seen, last, ...before }: Thinned, lines: readonly string[], cursor: FileCursor): Thinned {
  let frames = [...before.frames];
  for (const line of lines) {
    const metric = parseMetric(line);
    if (metric?.type !== 'step' || !metric.routers?.length) continue;
    last = frameOf(metric.step, metric.routers);
    if (seen % every === 0) frames.push(last);
    seen++;
    if (frames.length < keptFrames * 2) continue;
    frames = frames.filter((_, position) => position % 2 === 0);
    every *= 2;
  }
  return { cursor, frames, last, every, seen };
}

function historyOf({ frames, last }: Thinned, count: number): RouterFrames | null {
  if (!last) return null;
  const shown = evenly(frames.at(-1) === last ? frames : [...frames, last], count);
  const joined = (of: (frame: RouterFrames) => Float32Array): Float32Array => {
    const parts = shown.map(of);
    const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  };
  return {
    steps: Float64Array.from(shown, ({ steps }) => steps[0] as number),
    layers: last.layers,
    experts: last.experts,
    load: joined(({ load }) => load),
    entropy: joined(({ entropy }) => entropy),
    maxViolation: joined(({ maxViolation }) => maxViolation),
    deadExperts: joined(({ deadExperts }) => deadExperts),
  };
}

function evenly(frames: readonly RouterFrames[], count: number): readonly RouterFrames[] {
  if (frames.length <= count) return frames;
  if (count === 1) return frames.slice(-1);
  return Array.from({ length: count }, (_, i) => frames[Math.round((i * (frames.length - 1)) / (count - 1))] as RouterFrames);
}
