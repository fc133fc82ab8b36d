/** A use of the app, told once and played in the browser and in Electron. */
import type { Page } from 'playwright-core';

/** The app in front of its user, whichever face it has. */
export interface PlayedApp {
  readonly page: Page;
  /** Its data directory. */
  readonly home: string;
  /** One more window on the same application; null: this face has only one. */
  readonly openWindow: (() => Promise<Page>) | null;
  /** kill -9 of the engine host; null where that is not to be had. */
  readonly killEngine: (() => Promise<void>) | null;
}

export interface Scenario {
  readonly name: string;
  /** nothing: begins in an empty data directory of its own. trained: in one with two short runs, shared with the others, whose runs it leaves as they are. */
  readonly given: 'nothing' | 'trained';
  /** Begins at Home, ends anywhere; fails by throwing. */
  play(app: PlayedApp): Promise<void>;
}
