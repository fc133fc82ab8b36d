/** What parts that draw by hand (canvas, charts) need to know of the look in force. */
import { useComputedColorScheme } from '@mantine/core';
import type { CSSProperties } from 'react';
import type { Scheme } from './colours.ts';
import { type Density, density as densities } from './scale.ts';

export function useScheme(): Scheme {
  return useComputedColorScheme('light');
}

/** The density's sizes as variables, for the element whose content is to have them: normally the document's root. */
export function densityVariables(density: Density): CSSProperties {
  return Object.fromEntries(Object.entries(densities[density]).map(([name, size]) => [`--mw-${name}`, `${size}px`]));
}
