/** Results worth keeping between processes, by key, in a JSON file. A damaged or missing file only means finding them again. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface KeptResults<T> {
  get(key: string): T | undefined;
  put(key: string, result: T): void;
}

export function openKeptResults<T>(file: string): KeptResults<T> {
  return {
    get: (key) => readAll<T>(file)[key],
    put(key, result) {
      mkdirSync(dirname(file), { recursive: true });
      // Renamed into place: several processes may find results at once.
      const fresh = `${file}.${process.pid}`;
      writeFileSync(fresh, `${JSON.stringify({ ...readAll<T>(file), [key]: result }, null, 2)}\n`);
      renameSync(fresh, file);
    },
  };
}

function readAll<T>(file: string): Readonly<Record<string, T>> {
  try {
    const all: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof all === 'object' && all !== null ? (all as Record<string, T>) : {};
  } catch {
    return {};
  }
}
