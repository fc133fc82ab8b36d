/** Typed reading of config.json: every refusal names the key, what was expected and what stood there. */
import { MixwrightError } from '../../../shared/errors.ts';

export interface ConfigReader {
  /** Whether the key is there and not null. */
  has(key: string): boolean;
  /** A whole number from 1 to `most`; several keys are spellings of one, the first present counts. */
  size(keys: string | readonly string[], fallback?: number, most?: number): number;
  /** A whole number of at least 0, or null; the fallback stands for a key that is not there at all. */
  sizeOrNull(key: string, fallback: number | null): number | null;
  /** A list of whole numbers; empty where the key is not there. */
  sizes(key: string): readonly number[];
  number(key: string, fallback?: number): number;
  flag(key: string, fallback: boolean): boolean;
  text(key: string, fallback: string): string;
  /** A list of texts, null where the key is not there. */
  texts(key: string): readonly string[] | null;
  /** An object within; null where there is none or nothing in it. */
  section(key: string): ConfigReader | null;
  entries(): readonly (readonly [string, unknown])[];
}

/** No real model comes near; sizes beyond are damage, and would have us allocate without end. */
const largestSize = 2 ** 26;

/** `path`: where in config.json the object stands, for messages. */
export function readConfig(json: Readonly<Record<string, unknown>>, path = ''): ConfigReader {
  const refuse = (key: string, expected: string, got: unknown): MixwrightError => refusal(path + key, expected, got);
  const present = (key: string): boolean => Object.hasOwn(json, key) && json[key] !== undefined && json[key] !== null;
  const value = (key: string): unknown => (present(key) ? json[key] : undefined);
  const whole = (key: string, given: unknown, [least, most]: readonly [number, number]): number => {
    if (typeof given === 'number' && Number.isSafeInteger(given) && given >= least && given <= most) return given;
    throw refuse(key, `a whole number from ${least} to ${most}`, given);
  };
  return {
    has: present,
    size(keys, fallback, most = largestSize) {
      const spellings = typeof keys === 'string' ? [keys] : keys;
      const key = spellings.find(present) ?? (spellings[0] as string);
      return whole(key, value(key) ?? fallback, [1, most]);
    },
    sizeOrNull: (key, fallback) => (key in json ? (present(key) ? whole(key, json[key], [0, Number.MAX_SAFE_INTEGER]) : null) : fallback),
    sizes(key) {
      const given = value(key) ?? [];
      if (!Array.isArray(given)) throw refuse(key, 'a list of whole numbers', given);
      return given.map((item) => whole(key, item, [0, largestSize]));
    },
    number(key, fallback) {
      const given = value(key) ?? fallback;
      if (typeof given !== 'number' || !Number.isFinite(given)) throw refuse(key, 'a number', given);
      return given;
    },
    flag(key, fallback) {
      const given = value(key) ?? fallback;
      if (typeof given !== 'boolean') throw refuse(key, 'true or false', given);
      return given;
    },
    text(key, fallback) {
      const given = value(key) ?? fallback;
      if (typeof given !== 'string') throw refuse(key, 'text', given);
      return given;
    },
    texts(key) {
      const given = value(key);
      if (given === undefined) return null;
      if (!Array.isArray(given) || given.some((item) => typeof item !== 'string')) throw refuse(key, 'a list of texts', given);
      return given;
    },
    section(key) {
      const given = value(key);
      if (given === undefined) return null;
      if (typeof given !== 'object' || Array.isArray(given)) throw refuse(key, 'an object', given);
      return Object.keys(given as object).length === 0 ? null : readConfig(given as Record<string, unknown>, `${path}${key}.`);
    },
    entries: () => Object.entries(json),
  };
}

export function refusal(key: string, expected: string, got: unknown, hint = 'check config.json against the checkpoint it came with'): MixwrightError {
  const shown = JSON.stringify(got)?.slice(0, 120) ?? 'nothing';
  return new MixwrightError('BAD_MODEL', `config.json: "${key}" should be ${expected}, found ${shown}`, { field: key, hint });
}
