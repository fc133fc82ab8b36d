/** Devices, libraries, storage, the trash, and what the user prefers. */
import { z } from 'zod';
import type { JobResults } from '../jobs.ts';
import { call } from '../rpc/contract.ts';
import { bytes, id, made, nothing, path, taskStarted, time } from './plain.ts';

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  /** Most threads the engines use together; null: all physical cores. */
  threads: z.number().int().min(1).max(1024).nullable(),
  /** Most bytes a run may take on a GPU; null: what is free. */
  gpuMemoryBytes: z.number().min(0).nullable(),
  device: z.string(),
  queue: z.object({
    /** A failed run does not hold back those that wait behind it. */
    continueOnError: z.boolean(),
    paused: z.boolean(),
  }),
  /** What closing the window means while a run goes on. */
  onClose: z.enum(['ask', 'keep', 'stop']),
  notifications: z.boolean(),
  keepAwake: z.boolean(),
  checkUpdates: z.boolean(),
  trashDays: z.number().int().min(1).max(3650),
});

/** What changes; the rest stays. Without defaults: they would overwrite what was not named. */
export const settingsPatch = settings.extend({ queue: settings.shape.queue.partial() }).partial();

export const defaultSettings: Settings = {
  theme: 'system',
  density: 'comfortable',
  threads: null,
  gpuMemoryBytes: null,
  device: 'auto',
  queue: { continueOnError: true, paused: false },
  onClose: 'ask',
  notifications: true,
  keepAwake: true,
  checkUpdates: false,
  trashDays: 30,
};

export const library = z.object({
  id: z.enum(['cuda', 'tensorflow']),
  name: z.string(),
  help: z.string(),
  installed: z.boolean(),
  version: z.string(),
  /** On disk when installed, else what it will take; null: only known once asked. */
  bytes: bytes.nullable(),
  downloadBytes: bytes.nullable(),
  /** Why it cannot be added on this machine; null: it can. */
  refusal: z.string().nullable(),
});

export const trashEntry = z.object({
  id,
  kind: z.enum(['run', 'model', 'dataset']),
  name: z.string(),
  bytes,
  removedAt: time,
  expiresAt: time,
});

export const storageUsage = z.object({
  dataDirectory: path,
  freeBytes: bytes,
  areas: z.array(z.object({ id: z.string(), name: z.string(), bytes, items: z.number().int() })),
});

export const settingsApi = {
  'settings.get': call(nothing, settings),
  'settings.update': call(settingsPatch, settings),
  /** `again`: run the self-tests anew. */
  'devices.list': call(z.object({ again: z.boolean().default(false) }), made<JobResults['devices']>()),
  'libraries.list': call(nothing, z.array(library)),
  'libraries.add': call(z.object({ id: library.shape.id }), taskStarted),
  'libraries.remove': call(z.object({ id: library.shape.id }), nothing),
  'storage.usage': call(nothing, storageUsage),
  'storage.clearCache': call(nothing, z.object({ freedBytes: bytes })),
  'trash.list': call(nothing, z.array(trashEntry)),
  'trash.restore': call(z.object({ ids: z.array(id).min(1) }), nothing),
  'trash.empty': call(z.object({ ids: z.array(id).optional() }), z.object({ freedBytes: bytes })),
};

export type Settings = z.infer<typeof settings>;
export type SettingsPatch = z.infer<typeof settingsPatch>;
export type Library = z.infer<typeof library>;
export type StorageUsage = z.infer<typeof storageUsage>;
export type TrashEntry = z.infer<typeof trashEntry>;
