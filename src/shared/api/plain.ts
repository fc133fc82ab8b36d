/** Schemas that many parts of the contract use. */
import { z } from 'zod';

export const nothing = z.object({});
export const id = z.string().min(1).max(300);
/** Absolute, on the machine that the services run on. */
export const path = z.string().min(1).max(4096);
export const time = z.iso.datetime();
export const bytes = z.number().min(0);
/** A catalogue id, a path, a run, RUN@best: whatever the command line takes for a model. */
export const modelText = z.string().min(1).max(4096);
export const optionValues = z.record(z.string(), z.unknown());
export const dtype = z.enum(['f32', 'bf16', 'f16']);
export const taskStarted = z.object({ task: id });

/**
 * A value that another file defines as an interface and our own engine host or services made: the compiler checks it where it is
 * made, so that the border only looks whether it is there at all. What comes in from a client is never described so.
 */
export function made<T>(): z.ZodType<T, T> {
  return z.custom<T>((value) => value !== undefined);
}
