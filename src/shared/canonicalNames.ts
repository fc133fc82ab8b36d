/** Rewrites one section of a recipe into our names: aliases translated, underscores dropped, unknown names refused with the nearest. */
import { MixwrightError } from './errors.ts';
import { didYouMean } from './options.ts';
import type { Alias } from './recipeAliases.ts';

export type Section = Readonly<Record<string, unknown>>;

export interface SectionNames {
  /** For messages: "training". */
  readonly section: string;
  readonly known: readonly string[];
  readonly aliases: Readonly<Record<string, string | Alias>>;
  /** Familiar names that have no counterpart here, and what to do instead. */
  readonly foreign?: Readonly<Record<string, string>>;
}

/**
 * @returns the section in our names; dotted targets (`earlyStop.patience`, `betas.0`) become nested objects. Values that an
 *   alias translates to undefined are left out.
 * @throws MixwrightError BAD_RECIPE for unknown names and for two names of the same field.
 */
export function canonicalNames(given: Section, names: SectionNames): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const writtenAs = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    const { field, value: translate } = canonicalName(name, names);
    const translated = translate ? translate(value) : value;
    if (translated === undefined) continue;
    const other = writtenAs.get(field);
    if (other !== undefined) {
      throw new MixwrightError('BAD_RECIPE', `${names.section}: "${other}" and "${name}" are the same field, ${field}; expected one of them`, {
        field: `${names.section}.${field}`,
        hint: `keep "${field}"`,
      });
    }
    writtenAs.set(field, name);
    place(result, field.split('.'), translated);
  }
  return result;
}

/** The field a name stands for. Throws BAD_RECIPE with the nearest name when there is none. */
export function canonicalName(name: string, names: SectionNames): Alias {
  const found = findCanonicalName(name, names);
  if (found) return found;
  const { section, known, foreign = {} } = names;
  const hint = Object.hasOwn(foreign, name) ? (foreign[name] as string) : didYouMean(name, known);
  throw new MixwrightError('BAD_RECIPE', `${section} has no field "${name}"`, { field: `${section}.${name}`, hint });
}

export function findCanonicalName(name: string, { known, aliases }: SectionNames): Alias | null {
  if (known.includes(name)) return { field: name };
  const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  if (alias !== undefined) return typeof alias === 'string' ? { field: alias } : alias;
  const camelCase = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return known.includes(camelCase) ? { field: camelCase } : null;
}

function place(target: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  const name = first as string;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = isSection(target[name]) ? { ...target[name] } : {};
  place(inner, rest, value);
  target[name] = inner;
}

export function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses anything that is not a JSON object. */
export function expectSection(value: unknown, field: string): Section {
  if (isSection(value)) return value;
  throw new MixwrightError('BAD_RECIPE', `${field}: expected an object, got ${JSON.stringify(value) ?? String(value)}`, {
    field,
    hint: 'mixwright train --help shows a whole recipe',
  });
}
