/** The application itself: what it is, what changed, what it has to say, and files on its machine. */
import { z } from 'zod';
import { call, stream } from '../rpc/contract.ts';
import { bytes, id, nothing, path, time } from './plain.ts';

/**
 * What a list on screen may show; announced when it changed, also by another process on the same data directory. `runs`: which there
 * are and what they are doing; `steps`: a run got further, about once a second.
 */
export const topics = ['runs', 'steps', 'datasets', 'models', 'tasks', 'recipes', 'settings', 'trash', 'exports', 'libraries'] as const;
export type Topic = (typeof topics)[number];

export const appInfo = z.object({
  version: z.string(),
  face: z.enum(['electron', 'web']),
  platform: z.string(),
  dataDirectory: path,
  /** Whether the starter model and its sample data are there, for the first run in one click. */
  starter: z.boolean(),
  cores: z.number().int(),
  memoryBytes: bytes,
});

export const notice = z.object({
  id,
  at: time,
  level: z.enum(['info', 'success', 'warning', 'error']),
  title: z.string(),
  body: z.string(),
  /** What to do next: a label and the screen it leads to, such as /runs/2026-11-24-mixlora-3f2a. */
  action: z.object({ label: z.string(), route: z.string() }).nullable(),
  /** The screen that shows the same by itself: whoever is there needs no message over it. */
  about: z.string().optional(),
});

export const fileEntry = z.object({
  name: z.string(),
  path,
  kind: z.enum(['folder', 'file']),
  bytes,
  modifiedAt: time,
  /** A folder that holds a model, a file that may be a dataset. */
  looksLike: z.enum(['model', 'dataset', 'run']).nullable(),
});

export const appApi = {
  'app.info': call(nothing, appInfo),
  'app.changes': stream(nothing, z.object({ topics: z.array(z.enum(topics)) })),
  'app.notices': stream(nothing, notice),
  /** Markdown to copy into a bug report; no paths of the user's data beyond the data directory, no dataset text. */
  'app.diagnostics': call(nothing, z.object({ text: z.string() })),
  'files.browse': call(
    z.object({ path: path.nullable() }),
    z.object({ path, parent: path.nullable(), entries: z.array(fileEntry), roots: z.array(z.object({ name: z.string(), path })) }),
  ),
  'files.free': call(z.object({ path }), z.object({ freeBytes: bytes })),
};

export type Notice = z.infer<typeof notice>;
export type FileEntry = z.infer<typeof fileEntry>;
