/** Sizes, distances and times that everything on screen is made of. Pixels and milliseconds. */

/** Text sizes with their line heights. `md` is what interfaces are written in; `number` is for the one figure a panel is about. */
export const type = {
  xs: { size: 11, line: 16 },
  sm: { size: 12, line: 16 },
  md: { size: 13, line: 20 },
  lg: { size: 15, line: 24 },
  xl: { size: 18, line: 24 },
  title: { size: 22, line: 28 },
  number: { size: 26, line: 32 },
} as const;

export const weight = { regular: 420, medium: 540, strong: 620 } as const;

/** Multiples of 4. */
export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 20, 6: 24, 8: 32, 10: 40, 12: 48 } as const;

export const radius = { sm: 4, md: 6, lg: 8 } as const;

/** `quick` for what follows the pointer, `calm` for what comes and goes; both become 0 where the system asks for less motion. */
export const motion = { quick: 120, calm: 200, easing: 'cubic-bezier(0.2, 0, 0, 1)' } as const;

export const densities = ['comfortable', 'compact'] as const;
export type Density = (typeof densities)[number];

/** Heights of rows, of rows of two lines, and of controls; the space around what a panel holds. */
export const density: Readonly<
  Record<Density, { readonly row: number; readonly tall: number; readonly control: number; readonly pad: number; readonly gap: number }>
> = {
  comfortable: { row: 40, tall: 50, control: 32, pad: 16, gap: 16 },
  compact: { row: 30, tall: 42, control: 28, pad: 12, gap: 12 },
};

export const layout = { navigation: 208, navigationCollapsed: 52, statusBar: 28, header: 56, page: 1440, reading: 720 } as const;
