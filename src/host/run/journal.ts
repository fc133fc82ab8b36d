/**
 * What a run says of itself besides its curve, with times, in events.jsonl: phases and notes from its first moment on, so that
 * where it hangs can be read there.
 */
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { JobEvent } from '../../shared/jobs.ts';
import type { HostControl } from '../job.ts';
import { eventsFile } from '../metricsLog.ts';

const newline = 0x0a;

/** The control, with what it tells written down on the way. The other events of a run are recorded by its loop. */
export function journaled(control: HostControl, runDirectory: string): HostControl {
  const file = join(runDirectory, eventsFile);
  cutTornLine(file);
  const write = (event: object): void => {
    try {
      appendFileSync(file, `${JSON.stringify({ ...event, at: new Date().toISOString() })}\n`);
    } catch {
      // The log is for reading; what the run cannot do without is written elsewhere, and fails there.
      cutTornLine(file);
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

/** A killed process, or a full disk, may have left half a line. It goes, as in every log: whoever reads them takes each line for a record. */
function cutTornLine(file: string): void {
  try {
    const bytes = readFileSync(file);
    const length = bytes.lastIndexOf(newline) + 1;
    if (length < bytes.length) truncateSync(file, length);
  } catch {
    // There is none yet.
  }
}
