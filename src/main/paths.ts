/** Where the app's own files lie, packaged or in a checkout. */
import { join } from 'node:path';
import { app } from 'electron';

export interface AppFiles {
  /** Folder of the built page. */
  readonly page: string;
  readonly preload: string;
  readonly hostEntry: string;
  readonly starter: string;
  readonly icon: string;
}

export function appFiles(): AppFiles {
  const root = app.getAppPath();
  // Native libraries are opened by the system, which sees no file within an archive; so hosts live beside it.
  const unpacked = root.replace(/app\.asar$/, 'app.asar.unpacked');
  const resources = app.isPackaged ? process.resourcesPath : join(root, 'resources');
  return {
    page: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    hostEntry: join(unpacked, 'out', 'main', 'host.js'),
    starter: join(resources, 'starter'),
    icon: join(resources, 'icons', 'icon.png'),
  };
}
