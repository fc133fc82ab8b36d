/** The machine does not go to sleep under a run. */
import { powerSaveBlocker } from 'electron';

export interface KeepAwake {
  set(on: boolean): void;
}

export function createKeepAwake(): KeepAwake {
  let blocker: number | null = null;
  return {
    set(on) {
      if (on && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
      else if (!on && blocker !== null) {
        powerSaveBlocker.stop(blocker);
        blocker = null;
      }
    },
  };
}
