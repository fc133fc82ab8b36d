import { type ReactNode, useState } from 'react';
import { SearchField } from './choices.tsx';
import { matching } from './matching.ts';

/** As many are found by looking. */
const seenAtOnce = 8;

/**
 * Finds things of a list by their names.
 * @param label "Search datasets".
 * @returns the field, null for a short list; and those that fit what was typed.
 */
export function useNameSearch<T extends { readonly name: string }>(
  label: string,
  items: readonly T[],
): { readonly field: ReactNode; readonly found: readonly T[] } {
  const [text, setText] = useState('');
  if (items.length <= seenAtOnce) return { field: null, found: items };
  return { field: <SearchField label={label} value={text} onChange={setText} />, found: matching(items, text, ({ name }) => name) };
}
