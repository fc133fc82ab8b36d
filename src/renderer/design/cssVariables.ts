/** The tokens as CSS variables (--mw-…), and Mantine's own variables set from them: styles read nothing else. */
import type { CSSVariablesResolver } from '@mantine/core';
import { type Scheme, surfaces, toneColours, tones } from './colours.ts';
import { seriesColours } from './palettes.ts';
import { layout, motion, radius, space, type, weight } from './scale.ts';

export const cssVariables: CSSVariablesResolver = () => ({ variables: scaleVariables(), light: schemeVariables('light'), dark: schemeVariables('dark') });

function scaleVariables(): Record<string, string> {
  return {
    ...named('space', space, px),
    ...named('radius', radius, px),
    ...named('layout', layout, px),
    ...named('weight', weight, String),
    ...named(
      'text',
      mapValues(type, ({ size }) => size),
      px,
    ),
    ...named(
      'line',
      mapValues(type, ({ line }) => line),
      px,
    ),
    '--mw-quick': `${motion.quick}ms`,
    '--mw-calm': `${motion.calm}ms`,
    '--mw-easing': motion.easing,
  };
}

function schemeVariables(scheme: Scheme): Record<string, string> {
  const colours = surfaces[scheme];
  return {
    ...named('', colours, String),
    ...Object.fromEntries(
      tones.flatMap((tone) => [
        [`--mw-${tone}`, toneColours[scheme][tone].text],
        [`--mw-${tone}-wash`, toneColours[scheme][tone].wash],
      ]),
    ),
    ...Object.fromEntries(seriesColours[scheme].map((colour, i) => [`--mw-series-${i + 1}`, colour])),
    '--mw-shadow':
      scheme === 'light' ? '0 4px 16px rgb(20 20 30 / 10%), 0 1px 3px rgb(20 20 30 / 8%)' : '0 6px 20px rgb(0 0 0 / 48%), 0 1px 3px rgb(0 0 0 / 40%)',
    '--mantine-color-body': colours.canvas,
    '--mantine-color-text': colours.text,
    '--mantine-color-dimmed': colours.textFaint,
    '--mantine-color-bright': colours.text,
    '--mantine-color-anchor': colours.accent,
    '--mantine-color-placeholder': colours.textFaint,
    '--mantine-color-default': colours.surface,
    '--mantine-color-default-hover': colours.hover,
    '--mantine-color-default-color': colours.text,
    '--mantine-color-default-border': colours.border,
    '--mantine-color-disabled': colours.sunken,
    '--mantine-color-disabled-color': colours.textFaint,
    '--mantine-color-disabled-border': colours.border,
    '--mantine-color-error': toneColours[scheme].bad.text,
    '--mantine-primary-color-filled': colours.accentFill,
    '--mantine-primary-color-filled-hover': colours.accentFillHover,
    '--mantine-primary-color-light': colours.accentWash,
    '--mantine-primary-color-light-hover': colours.accentWash,
    '--mantine-primary-color-light-color': colours.accent,
    '--mantine-primary-color-contrast': colours.onAccent,
  };
}

function named<T>(prefix: string, values: Readonly<Record<string, T>>, write: (value: T) => string): Record<string, string> {
  const start = prefix === '' ? '--mw-' : `--mw-${prefix}-`;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${start}${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, write(value)]),
  );
}

function mapValues<T, R>(values: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

function px(value: number): string {
  return `${value}px`;
}
