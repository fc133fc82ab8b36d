/** Where models, datasets, runs and caches lie below one data directory, and where that is when nobody says. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface DataPaths {
  /** Absolute. */
  readonly root: string;
  readonly catalogueFile: string;
  readonly settingsFile: string;
  /** Of `mixwright serve`; for its owner alone. */
  readonly webTokenFile: string;
  /** Recipes kept by name, one file each. */
  readonly recipes: string;
  readonly runs: string;
  readonly models: string;
  readonly datasets: string;
  /** May be emptied at any time. */
  readonly cache: string;
  /** What was removed and can still be had back. */
  readonly trash: string;
  /** Where exports go unless another place is named, and the records of all of them. */
  readonly exports: string;
  /** Native libraries added on demand. */
  readonly libraries: string;
  readonly locks: { readonly catalogue: string; readonly settings: string; readonly queue: string; readonly threads: string; readonly libraries: string };
}

/** What decides the default: the environment's variables, the platform, the user's home folder. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** @param given the --data-dir option; else MIXWRIGHT_HOME, else the platform's application-data folder. */
export function dataPaths(given?: string, surroundings: Surroundings = { variables: process.env, platform: process.platform, home: homedir() }): DataPaths {
  const root = resolve(given || surroundings.variables.MIXWRIGHT_HOME || applicationData(surroundings));
  return {
    root,
    catalogueFile: join(root, 'catalogue.json'),
    settingsFile: join(root, 'settings.json'),
    webTokenFile: join(root, 'web-token'),
    recipes: join(root, 'recipes'),
    runs: join(root, 'runs'),
    models: join(root, 'models'),
    datasets: join(root, 'datasets'),
    cache: join(root, 'cache'),
    trash: join(root, 'trash'),
    exports: join(root, 'exports'),
    libraries: join(root, 'libraries'),
    locks: {
      catalogue: join(root, 'locks', 'catalogue'),
      settings: join(root, 'locks', 'settings'),
      queue: join(root, 'locks', 'queue'),
      threads: join(root, 'locks', 'threads'),
      libraries: join(root, 'locks', 'libraries'),
    },
  };
}

/** On Windows the local one: checkpoints are too large for a roaming profile. */
function applicationData({ variables, platform, home }: Surroundings): string {
  if (platform === 'win32') return join(variables.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Mixwright');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Mixwright');
  return join(variables.XDG_DATA_HOME || join(home, '.local', 'share'), 'mixwright');
}
