/**
 * What a run says of itself besides its curve, with times, in events.jsonl: phases and notes from its first moment on, so that
 * where it hangs can be read there.
 */
import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { JobEvent } from '../../shared/jobs.ts';
import type { HostControl } from '../job.ts';
import { eventsFile } from '../metricsLog.ts';

/** The control, with what it tells written down on the way. The other events of a run are recorded by its loop. */
export function journaled(control: HostControl, runDirectory: string): HostControl {
  const file = join(runDirectory, eventsFile);
  let torn = endsInALine(file) === false;
  const write = (event: object): void => {
    try {
      // A killed process may have left half a line.
      appendFileSync(file, `${torn ? '\n' : ''}${JSON.stringify({ ...event, at: new Date().toISOString() })}\n`);
      torn = false;
    } catch {
      // The log is for reading; what the run cannot do without is written elsewhere, and fails there.
    }
  };
  return {
    ...control,
    emit(event: JobEvent) {
      if (event.type === 'phase' || event.type === 'note' || event.type === 'warning') write(event);
      control.emit(event);
    },
    note(type, code, message) {
      write({ type, code, message });
      control.note(type, code, message);
    },
  };
}

/** Null when there is nothing in it. */
function endsInALine(file: string): boolean | null {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    return size === 0 ? null : readSync(handle, last, 0, 1, size - 1) === 1 && last[0] === 0x0a;
  } finally {
    closeSync(handle);
  }
}
