/** What the handlers of the contract share: the services, and the few things an application keeps while it is open. */
import type { Notice, Topic } from '../../shared/api/app.ts';
import type { Settings, SettingsPatch } from '../../shared/api/settings.ts';
import type { Task, TaskKind, TaskResults } from '../../shared/api/tasks.ts';
import type { JobControl } from '../../shared/progress.ts';
import type { Services } from '../services.ts';

export interface AppContext {
  readonly services: Services;
  /** resources/starter: the starter model, its sample data and recipe. */
  readonly starter: string;
  readonly face: 'electron' | 'web';
  readonly version: string;
  readonly changes: Changes;
  readonly notices: Notices;
  readonly tasks: Tasks;
  readonly settings: SettingsStore;
  readonly trash: Trash;
}

export interface Changes {
  announce(...topics: readonly Topic[]): void;
  /** Conflating: everything announced since the reader last looked comes as one item. */
  watch(signal: AbortSignal): AsyncIterable<{ readonly topics: Topic[] }>;
}

export interface Notices {
  tell(notice: Omit<Notice, 'id' | 'at'>): void;
  /** @param missed also those of the last minutes that nobody who asked so has read: pages come late and go. */
  watch(signal: AbortSignal, options?: { readonly missed?: boolean }): AsyncIterable<Notice>;
}

export interface TaskControl extends JobControl {
  phase(phase: string): void;
}

export interface TaskWork<K extends TaskKind> {
  readonly kind: K;
  readonly title: string;
  readonly subject: string;
  /** Topics to announce when it has ended. */
  readonly changes?: readonly Topic[];
  /** Throws to fail; a cancelled one throws STOPPED. */
  run(control: TaskControl): Promise<TaskResults[K]>;
  /** What to tell the user when it is done; null: nothing. */
  done?(result: TaskResults[K]): Omit<Notice, 'id' | 'at'> | null;
}

export interface Tasks {
  /** Begins at once. @returns its id. */
  start<K extends TaskKind>(work: TaskWork<K>): string;
  list(): readonly Task[];
  watch(signal: AbortSignal): AsyncIterable<Task[]>;
  cancel(id: string): void;
  /** Resolves when it has ended, however; at once where there is no such task. */
  ended(id: string): Promise<void>;
  dismiss(id: string): void;
  /** Resolves when all have ended. */
  close(): Promise<void>;
}

export interface SettingsStore {
  get(): Promise<Settings>;
  /** What the patch does not name stays. */
  update(patch: SettingsPatch): Promise<Settings>;
}

export interface Trash {
  /** Moves a folder of the data directory there, to be restored to the same place. @returns the entry's id. */
  put(item: { readonly kind: 'run' | 'model' | 'dataset'; readonly name: string; readonly folder: string }): Promise<string>;
  /** Removes what has lain there for longer than the settings say. */
  expire(): Promise<void>;
}
