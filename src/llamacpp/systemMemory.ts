/** How much memory the system can still give this process. */
import { totalmem } from 'node:os';

/** Bytes, limits of a container included. macOS does not tell: what it calls free leaves out all it would give up on request. */
export function availableMemory(): number {
  return process.platform === 'darwin' ? totalmem() : process.availableMemory();
}
