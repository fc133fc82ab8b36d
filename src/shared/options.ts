/**
 * Options are schemas: a method, a dataset format or a screen declares them once, and forms, command-line flags, checks
 * and docs are drawn from the declaration. Values are plain JSON.
 */
import { MixwrightError } from './errors.ts';

interface Described {
  /** One sentence, for a form's help line and --help. */
  readonly help: string;
  /** The paper's symbol, where it has one. */
  readonly symbol?: string;
}

export type Option =
  | (Described & { readonly type: 'number' | 'integer'; readonly default: number; readonly min?: number; readonly max?: number })
  | (Described & { readonly type: 'flag'; readonly default: boolean })
  | (Described & { readonly type: 'choice'; readonly choices: readonly string[]; readonly default: string })
  | (Described & { readonly type: 'choices'; readonly choices: readonly string[]; readonly default: readonly string[] })
  | (Described & { readonly type: 'text'; readonly default: string });

export type OptionSchema = Readonly<Record<string, Option>>;

export type OptionValue<O extends Option> = O extends { readonly type: 'number' | 'integer' }
  ? number
  : O extends { readonly type: 'flag' }
    ? boolean
    : O extends { readonly type: 'choice'; readonly choices: readonly (infer C)[] }
      ? C
      : O extends { readonly type: 'choices'; readonly choices: readonly (infer C)[] }
        ? readonly C[]
        : string;

export type OptionValues<S extends OptionSchema> = { readonly [K in keyof S]: OptionValue<S[K]> };

/** Checks given values against a schema and fills in defaults. Unknown names are refused with the nearest known one. */
export function resolveOptions<const S extends OptionSchema>(schema: S, given: Readonly<Record<string, unknown>>, owner: string): OptionValues<S> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(schema, name)) {
      throw new MixwrightError('BAD_OPTIONS', `${owner} has no option "${name}"`, { field: name, hint: didYouMean(name, Object.keys(schema)) });
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(schema)) {
    values[name] = given[name] === undefined ? option.default : checkOption(option, given[name], `${owner}.${name}`);
  }
  return values as OptionValues<S>;
}

/** Reads an option typed as text (a flag of the command line, a form field): "2e-4", "true", "attention,mlp". */
export function parseOption(option: Option, text: string, field: string): unknown {
  switch (option.type) {
    case 'number':
    case 'integer':
      return checkOption(option, text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text), field);
    case 'flag':
      return checkOption(option, { true: true, false: false, on: true, off: false, yes: true, no: false }[text.toLowerCase()] ?? text, field);
    case 'choices':
      return checkOption(option, text === '' ? [] : text.split(',').map((part) => part.trim()), field);
    default:
      return checkOption(option, text, field);
  }
}

/** A hint naming the nearest of the known names, or all of them when none is near. */
export function didYouMean(given: string, known: readonly string[]): string {
  const ranked = known.map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= Math.max(2, Math.ceil(given.length / 3))) return `did you mean "${best.name}"?`;
  return known.length === 0 ? 'there are none' : `known: ${known.join(', ')}`;
}

function checkOption(option: Option, value: unknown, field: string): unknown {
  const refuse = (expected: string): never => {
    throw new MixwrightError('BAD_OPTIONS', `${field}: expected ${expected}, got ${JSON.stringify(value) ?? String(value)}`, { field, hint: option.help });
  };
  switch (option.type) {
    case 'number':
    case 'integer': {
      const kind = option.type === 'integer' ? 'a whole number' : 'a number';
      if (typeof value !== 'number' || !Number.isFinite(value)) return refuse(kind);
      if (option.type === 'integer' && !Number.isSafeInteger(value)) return refuse(kind);
      if (option.min !== undefined && value < option.min) return refuse(`${kind} of at least ${option.min}`);
      if (option.max !== undefined && value > option.max) return refuse(`${kind} of at most ${option.max}`);
      return value;
    }
    case 'flag':
      return typeof value === 'boolean' ? value : refuse('true or false');
    case 'choice':
      return option.choices.includes(value as string) ? value : refuse(`one of ${option.choices.join(', ')}`);
    case 'choices': {
      const list = Array.isArray(value) ? (value as unknown[]) : refuse(`a list of ${option.choices.join(', ')}`);
      return (list as unknown[]).every((item) => option.choices.includes(item as string)) ? list : refuse(`only ${option.choices.join(', ')}`);
    }
    case 'text':
      return typeof value === 'string' ? value : refuse('text');
  }
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
