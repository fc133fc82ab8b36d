/** Compiled programs with their variables and constants on a device. */
import { MixwrightError } from '../../../shared/errors.ts';
import type { Session } from '../executor.ts';
import { bytesOf, checkRange } from '../variableRange.ts';
import type { Device } from './device.ts';
import { giveBack, type Held, hold } from './held.ts';
import type { Lowered } from './lowering.ts';
import { memoryOf } from './memory.ts';
import { runProgram } from './program.ts';
import { createStorage } from './storage.ts';

export interface SessionParts {
  readonly lowered: Lowered;
  stopped(): boolean;
  /** Called once, when everything has been given back. */
  disposed(): void;
}

/** Throws DEVICE_FAILED, with nothing left behind, when the device cannot take it. */
export function createSession(device: Device, { lowered, stopped, disposed }: SessionParts): Session {
  device.activate();
  const storage = createStorage(device, lowered.leaves.variables.keys());
  const constants = new Map<string, Held>();
  const release = (): void => {
    storage.dispose();
    for (const held of constants.values()) giveBack(device, held);
  };
  try {
    for (const { key, shape, values } of lowered.leaves.constants.values()) constants.set(key, hold(device.upload(values.slice(), shape)));
  } catch (error) {
    release();
    throw error;
  }
  let open = true;
  const activate = (): void => {
    if (!open) throw new MixwrightError('INTERNAL', 'the session was disposed');
    device.activate();
  };
  return {
    memory: memoryOf(
      lowered,
      storage.bytes,
      [...constants.values()].reduce((sum, { tensor }) => sum + tensor.size * 4, 0),
    ),
    variables: storage.variables,
    run(name, inputs = {}) {
      activate();
      const program = lowered.programs.get(name);
      if (!program) throw new MixwrightError('INTERNAL', `there is no program "${name}"`);
      return runProgram(program, inputs, { device, storage, constants, stopped });
    },
    write(variable, bytes, byteOffset = 0) {
      activate();
      checkRange(variable, byteOffset, bytes.length);
      if (bytes.length > 0) storage.write(variable, bytes, byteOffset);
    },
    read(variable, byteOffset = 0, byteCount = bytesOf(variable) - byteOffset) {
      activate();
      checkRange(variable, byteOffset, byteCount);
      return storage.read(variable, byteOffset, byteCount);
    },
    zero(variable) {
      activate();
      storage.zero(variable);
    },
    dispose() {
      if (!open) return;
      open = false;
      device.activate();
      release();
      disposed();
    },
  };
}
