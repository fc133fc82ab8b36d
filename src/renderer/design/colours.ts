/** The colours of both themes. Neutral surfaces, one accent, and statuses that never speak by colour alone: each has an icon and a word. */

export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

export interface Surfaces {
  /** Behind everything. */
  readonly canvas: string;
  /** What work lies on: panels, tables, charts. */
  readonly surface: string;
  /** Above the page: menus, dialogs, tooltips. */
  readonly raised: string;
  /** Wells: code, inputs of long text, tracks of bars. */
  readonly sunken: string;
  readonly hover: string;
  readonly pressed: string;
  readonly border: string;
  /** Of what can be typed into or dragged. */
  readonly borderStrong: string;
  readonly text: string;
  readonly textSoft: string;
  /** Labels, units, hints: still 4.5:1 on every surface. */
  readonly textFaint: string;
  /** Text and lines in the accent. */
  readonly accent: string;
  /** Filled controls, with `onAccent` on them. */
  readonly accentFill: string;
  readonly accentFillHover: string;
  readonly onAccent: string;
  /** A selected row, a chosen item. */
  readonly accentWash: string;
  /** Filled controls that destroy. */
  readonly dangerFill: string;
  readonly dangerFillHover: string;
  readonly onDanger: string;
  readonly backdrop: string;
}

export const surfaces: Readonly<Record<Scheme, Surfaces>> = {
  light: {
    canvas: '#f7f7f8',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#f1f1f3',
    hover: '#f3f3f5',
    pressed: '#eaeaed',
    border: '#e3e3e7',
    borderStrong: '#cdcdd4',
    text: '#1a1a1e',
    textSoft: '#4c4c55',
    textFaint: '#686872',
    accent: '#2f4fc7',
    accentFill: '#3555d1',
    accentFillHover: '#2a47b4',
    onAccent: '#ffffff',
    accentWash: '#edf0fb',
    dangerFill: '#c22f3a',
    dangerFillHover: '#a8252f',
    onDanger: '#ffffff',
    backdrop: 'rgb(20 20 26 / 40%)',
  },
  dark: {
    canvas: '#0f1012',
    surface: '#16171a',
    raised: '#1e1f23',
    sunken: '#0b0c0d',
    hover: '#1d1e22',
    pressed: '#26272c',
    border: '#28292e',
    borderStrong: '#3b3c43',
    text: '#ececef',
    textSoft: '#b1b2ba',
    textFaint: '#8f909a',
    accent: '#93a7ff',
    accentFill: '#4762dc',
    accentFillHover: '#516be4',
    onAccent: '#ffffff',
    accentWash: '#1d2340',
    dangerFill: '#c63b45',
    dangerFillHover: '#cd454f',
    onDanger: '#ffffff',
    backdrop: 'rgb(0 0 0 / 56%)',
  },
};

/** Tones that statuses, notices and proofs are drawn in: text on surfaces, and a wash behind it. */
export const tones = ['neutral', 'accent', 'good', 'warning', 'bad', 'pending'] as const;
export type Tone = (typeof tones)[number];

export const toneColours: Readonly<Record<Scheme, Readonly<Record<Tone, { readonly text: string; readonly wash: string }>>>> = {
  light: {
    neutral: { text: '#56565f', wash: '#efeff2' },
    accent: { text: '#2f4fc7', wash: '#edf0fb' },
    good: { text: '#14703f', wash: '#e3f3ea' },
    warning: { text: '#8a5300', wash: '#fbf0db' },
    bad: { text: '#b3242f', wash: '#fce9ea' },
    pending: { text: '#6b4ba8', wash: '#f1ecf9' },
  },
  dark: {
    neutral: { text: '#a4a5ae', wash: '#232429' },
    accent: { text: '#93a7ff', wash: '#1d2340' },
    good: { text: '#5fcf93', wash: '#12291d' },
    warning: { text: '#e5ac4d', wash: '#2e2310' },
    bad: { text: '#ff8087', wash: '#2c181a' },
    pending: { text: '#bda4f2', wash: '#271f3a' },
  },
};
