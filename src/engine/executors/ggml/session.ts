/** Compiled programs with their memory: allocated at once, run often, given back whole. */
import { MixwrightError } from '../../../shared/errors.ts';
import type { Variable } from '../../graph.ts';
import type { Session } from '../executor.ts';
import { bytesOf, checkRange } from '../variableRange.ts';
import type { Handle } from './handle.ts';
import type { Lowered } from './lowering.ts';
import type { Allocation } from './memory.ts';
import { createProgram } from './program.ts';
import type { Resources } from './resources.ts';
import { createThreadTeam } from './threadTeam.ts';

export interface SessionParts {
  readonly lowered: Lowered;
  readonly allocation: Allocation;
  /** Called once, when everything has been given back. */
  readonly disposed: () => void;
}

export function createSession(resources: Resources, { lowered, allocation, disposed }: SessionParts): Session {
  const { ggml, backend } = resources;
  const team = createThreadTeam(backend.threads);
  const programs = new Map([...lowered.programs].map(([name, program]) => [name, createProgram(resources, team, program)]));
  let open = true;
  const check = (): void => {
    if (!open) throw new MixwrightError('INTERNAL', 'the session was disposed');
  };
  const stored = (variable: Variable): Handle => {
    check();
    const handle = lowered.leaves.variables.get(variable);
    if (!handle) throw new MixwrightError('INTERNAL', `variable "${variable.name}" is not part of this session`);
    return handle;
  };
  return {
    memory: allocation.memory,
    variables: new Set(lowered.leaves.variables.keys()),
    run(name, inputs = {}) {
      check();
      const program = programs.get(name);
      if (!program) throw new MixwrightError('INTERNAL', `there is no program "${name}"`);
      return program.run(inputs);
    },
    write(variable, bytes, byteOffset = 0) {
      const { pointer } = stored(variable);
      checkRange(variable, byteOffset, bytes.length);
      if (bytes.length > 0) ggml.backend_tensor_set(pointer, bytes, byteOffset, bytes.length);
    },
    read(variable, byteOffset = 0, byteCount = bytesOf(variable) - byteOffset) {
      const { pointer } = stored(variable);
      checkRange(variable, byteOffset, byteCount);
      const bytes = new Uint8Array(byteCount);
      if (byteCount > 0) ggml.backend_tensor_get(pointer, bytes, byteOffset, byteCount);
      return bytes;
    },
    zero: (variable) => ggml.backend_tensor_memset(stored(variable).pointer, 0, 0, bytesOf(variable)),
    dispose() {
      if (!open) return;
      open = false;
      for (const program of programs.values()) program.dispose();
      allocation.dispose();
      lowered.dispose();
      disposed();
    },
  };
}
