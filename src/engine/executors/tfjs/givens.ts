/**
 * What depends on a program's inputs and constants alone is the same wherever it is said again, so it is computed once: the
 * angles of every layer's rotation, an optimizer's settings for every tensor. Nothing else is shared: what is computed twice
 * from weights may be so to save memory.
 */
import type { Buffer, Value } from './values.ts';

export interface Givens {
  /** What `make` gave when it was first asked for under this key and with these inputs. */
  once(key: string, inputs: readonly Value[], make: () => Value): Value;
}

export function isGiven({ buffer }: Value): boolean {
  return buffer.kind === 'constant' || (buffer.kind === 'temporary' && buffer.given);
}

/** For one program. */
export function createGivens(): Givens {
  const numbers = new Map<Buffer, number>();
  const numberOf = (buffer: Buffer): number => {
    const number = numbers.get(buffer) ?? numbers.size;
    numbers.set(buffer, number);
    return number;
  };
  const known = new Map<string, Value>();
  return {
    once(key, inputs, make) {
      const whole = [key, ...inputs.map(({ buffer, shape }) => `${numberOf(buffer)} ${shape}`)].join(' | ');
      const value = known.get(whole) ?? make();
      known.set(whole, value);
      return value;
    },
  };
}
