/** A host control for running jobs inside a test: keeps what was emitted, can be commanded. */
import type { HostControl } from '../../src/host/job.ts';
import { createAbortFlag } from '../../src/llamacpp/abortFlag.ts';
import type { JobCommand, JobEvent } from '../../src/shared/jobs.ts';

export interface TestControl extends HostControl {
  readonly events: readonly JobEvent[];
  send(command: JobCommand): void;
  /** Called with every event as it is emitted. */
  onEvent: (event: JobEvent) => void;
}

export function testControl(): TestControl {
  const events: JobEvent[] = [];
  const commands: JobCommand[] = [];
  const waiting: ((command: JobCommand) => void)[] = [];
  const control: TestControl = {
    events,
    onEvent: () => undefined,
    signal: new AbortController().signal,
    abortFlag: createAbortFlag(),
    emit(event) {
      events.push(event);
      control.onEvent(event);
    },
    progress: (event) => control.emit({ type: 'progress', ...event }),
    note: (type, code, message) => control.emit({ type, code, message }),
    takeCommand: () => commands.shift() ?? null,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    nextCommand: () => new Promise((resolve) => (commands.length > 0 ? resolve(commands.shift() as JobCommand) : waiting.push(resolve))),
    send(command) {
      const next = waiting.shift();
      if (next) next(command);
      else commands.push(command);
    },
  };
  return control;
}
