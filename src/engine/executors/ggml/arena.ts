/** Room for tensor descriptions that grows: a full ggml context would abort the process, so a new one is opened in time. */
import type { Pointer } from '../../../llamacpp/cTypes.ts';
import type { Resources } from './resources.ts';

/** Tensors a single ggml call may create, with some to spare. */
const tensorsPerCall = 4;
const tensorsPerContext = 512;

export interface Arena {
  readonly contexts: readonly Pointer[];
  /** A context with room for the tensors of one ggml call. */
  context(): Pointer;
  dispose(): void;
}

export function createArena(resources: Resources): Arena {
  const contexts: Pointer[] = [];
  let left = 0;
  return {
    contexts,
    context() {
      if (left < tensorsPerCall) {
        contexts.push(resources.createContext({ tensors: tensorsPerContext }));
        left = tensorsPerContext;
      }
      left -= tensorsPerCall;
      return contexts[contexts.length - 1] as Pointer;
    },
    dispose() {
      for (const context of contexts) resources.free('contexts', context);
      contexts.length = 0;
      left = 0;
    },
  };
}
