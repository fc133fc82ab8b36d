/** What a bug report needs of this machine and this application, as Markdown: no dataset text, no paths but the data directory's. */
import { open } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { computeCores } from '../llamacpp/cores.ts';
import type { Settings } from '../shared/api/settings.ts';
import { toErrorObject } from '../shared/errors.ts';
import type { DeviceInfo } from '../shared/jobs.ts';
import type { RunRecord } from './catalogue/schema.ts';
import { deviceCacheFile, runJob } from './engineHosts/jobs.ts';
import { openErrorLog } from './errorLog.ts';
import type { Services } from './services.ts';

export interface Diagnosed {
  readonly services: Services;
  readonly version: string;
  readonly face: string;
  readonly settings: Settings;
}

const failuresShown = 5;
const logBytes = 4096;

export async function diagnose({ services, version, face, settings }: Diagnosed): Promise<string> {
  const { data } = services;
  const { runs, models, datasets } = await data.catalogue.read();
  const shown = (text: string): string => withoutPaths(text, data.root);
  const failures = Object.values(runs)
    .filter(({ error }) => error !== null)
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, failuresShown);
  const log = await tailOf(openErrorLog(data.root).file);
  return [
    '## Mixwright',
    list({ version, face, node: process.versions.node, ...(process.versions.electron && { electron: process.versions.electron }) }),
    '## Machine',
    list({
      system: `${type()} ${release()} ${arch()}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: `${computeCores()} physical`,
      memory: gigabytes(totalmem()),
    }),
    '## Devices',
    (await devices(services)) || 'none',
    '## Data directory',
    list({ path: data.root, runs: Object.keys(runs).length, models: Object.keys(models).length, datasets: Object.keys(datasets).length }),
    '## Settings',
    fenced(JSON.stringify(settings, null, 2)),
    '## Last failures of runs',
    failures.length === 0 ? 'none' : failures.map((run) => `- ${shown(failureOf(run))}`).join('\n'),
    '## Log',
    log === '' ? 'empty' : fenced(shown(log)),
    '',
  ].join('\n\n');
}

async function devices(services: Services): Promise<string> {
  try {
    const found = await runJob(services, { kind: 'devices', cacheFile: deviceCacheFile(services), lastResorts: false });
    return found.devices.map((device) => `- ${deviceOf(device)}${device.id === found.default ? ' (default)' : ''}`).join('\n');
  } catch (error) {
    return `- could not be listed: ${toErrorObject(error).message}`;
  }
}

function deviceOf({ id, executor, name, memoryBytes, selfTest, missing, untested }: DeviceInfo): string {
  const { ok, reason = 'no reason given' } = selfTest;
  const test = ok ? 'self-test passed' : missing || untested ? reason : `self-test failed: ${reason}`;
  return `${id}: ${name}, ${executor}, ${gigabytes(memoryBytes)}, ${test}`;
}

/** A dataset's fault is told with the row it is in. */
function failureOf({ updatedAt, methods, error }: RunRecord): string {
  const message = error?.code === 'BAD_DATASET' ? 'in the data' : error?.message;
  return `${updatedAt} ${methods.join('+')}: ${error?.code}: ${message}`;
}

/** Absolute paths become a placeholder, except those in the data directory. */
export function withoutPaths(text: string, root: string): string {
  return text.replace(/(?<![\w.:/\\])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:;,"'()<>]+[\\/])*[^\s\\/:;,"'()<>]*/g, (path) =>
    path.length < 2 || path.startsWith(root) ? path : '<path>',
  );
}

async function tailOf(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, logBytes)), 0, Math.min(size, logBytes), Math.max(0, size - logBytes));
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await handle.close();
  }
}

function list(items: Readonly<Record<string, string | number>>): string {
  return Object.entries(items)
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n');
}

function fenced(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
