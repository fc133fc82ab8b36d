/** How a long job tells how far it is and learns that it should stop. Pure folders get it as an argument. */
import type { ProgressEvent } from './run.ts';

export interface JobControl {
  readonly signal: AbortSignal;
  progress(event: Omit<ProgressEvent, 'type'>): void;
  note(severity: 'note' | 'warning', code: string, message: string): void;
}
