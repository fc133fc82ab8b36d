/** What the user prefers, in settings.json of the data directory: shared by every process that has it open. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { defaultSettings, type Settings, type SettingsPatch, settings } from '../shared/api/settings.ts';
import type { SettingsStore } from './app/context.ts';
import { openStore } from './catalogue/store.ts';
import type { DataPaths } from './directory/dataPaths.ts';

/** A setting that a file of an earlier version does not have takes its default. */
const stored: z.ZodType<Settings> = z.preprocess(completed, settings);

function completed(given: unknown): unknown {
  const found = z.looseObject({ queue: z.looseObject({}).optional() }).parse(given);
  return { ...defaultSettings, ...found, queue: { ...defaultSettings.queue, ...found.queue } };
}

/** @param changed called after an update of this process. @param warn told when the file was damaged and what was done about it. */
export function openSettings(
  { settingsFile, locks }: Pick<DataPaths, 'settingsFile' | 'locks'>,
  { changed = () => undefined, warn = () => undefined }: { changed?(): void; warn?(message: string): void } = {},
): SettingsStore {
  const restore = async (backup: Settings | null): Promise<Settings> => backup ?? defaultSettings;
  const file = { file: settingsFile, version: 1, migrations: {}, schema: stored, lock: locks.settings };
  const store = openStore({ ...file, initial: defaultSettings, restore, warn });
  return {
    // Who only looks leaves no file behind.
    get: async () => ((await exists(settingsFile)) ? store.read() : defaultSettings),
    async update(patch) {
      const next = await store.update((data) => Object.assign(data, patched(data, patch)));
      changed();
      return next;
    },
  };
}

/** For whoever needs them once. @param warn told when the file was damaged and what was done about it. */
export function readSettings(paths: Pick<DataPaths, 'settingsFile' | 'locks'>, warn: (message: string) => void): Promise<Settings> {
  return openSettings(paths, { warn }).get();
}

function patched(now: Settings, { queue, ...patch }: SettingsPatch): Settings {
  return settings.parse({ ...now, ...said(patch), queue: { ...now.queue, ...said(queue ?? {}) } });
}

function said(patch: object): object {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
