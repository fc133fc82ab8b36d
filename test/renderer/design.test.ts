/** The look keeps its promises: text can be read, colours of data can be told apart by everyone. */
import { describe, expect, it } from 'vitest';
import { colourDistance, contrast, oklchToHex, parseHex, visions } from '../../src/renderer/design/colourMath.ts';
import { schemes, surfaces, toneColours, tones } from '../../src/renderer/design/colours.ts';
import { expertColour, expertPalette, sequentialColour, sequentialTable, seriesColours } from '../../src/renderer/design/palettes.ts';
import { space, type } from '../../src/renderer/design/scale.ts';

const readable = 4.5;

function pairs<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b) => [a, b] as const));
}

/** The closest pair under the vision that sees it closest. */
function closest(colours: readonly string[]): number {
  return Math.min(...pairs(colours).flatMap(([a, b]) => visions.map((vision) => colourDistance(a, b, vision))));
}

describe.each(schemes)('the %s theme', (scheme) => {
  const own = surfaces[scheme];
  const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'pressed', 'accentWash'] as const;

  it.each(grounds)('has text that can be read on %s', (ground) => {
    const texts = ['text', 'textSoft', 'textFaint', 'accent'] as const;
    // Faint text and the accent do not stand on what is pressed.
    const standing = texts.filter((text) => ground !== 'pressed' || text === 'text' || text === 'textSoft');
    for (const text of standing) expect(contrast(own[text], own[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(readable);
  });

  it('has filled controls that can be read', () => {
    for (const fill of [own.accentFill, own.accentFillHover]) expect(contrast(own.onAccent, fill)).toBeGreaterThanOrEqual(readable);
    for (const fill of [own.dangerFill, own.dangerFillHover]) expect(contrast(own.onDanger, fill)).toBeGreaterThanOrEqual(readable);
  });

  it.each(tones)('has the tone %s readable on its wash and on all surfaces', (tone) => {
    const { text, wash } = toneColours[scheme][tone];
    for (const ground of [wash, own.canvas, own.surface, own.raised]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(readable);
  });

  it('has lines of charts that stand out and can be told apart', () => {
    for (const colour of seriesColours[scheme]) expect(contrast(colour, own.surface)).toBeGreaterThanOrEqual(3);
    expect(pairs(seriesColours[scheme]).length).toBe(15);
    expect(Math.min(...pairs(seriesColours[scheme]).map(([a, b]) => colourDistance(a, b)))).toBeGreaterThan(0.08);
  });

  it('has experts that can be told apart by every kind of colour vision', () => {
    expect(expertPalette(8, scheme)).toHaveLength(8);
    expect(expertPalette(16, scheme)).toHaveLength(16);
    expect(closest(expertPalette(8, scheme))).toBeGreaterThan(0.14);
    expect(closest(expertPalette(16, scheme))).toBeGreaterThan(0.07);
  });

  it('has a heatmap scale that runs away from the surface, evenly', () => {
    const steps = Array.from({ length: 9 }, (_, i) => sequentialColour(i / 8, scheme));
    const contrasts = steps.map((colour) => contrast(colour, own.surface));
    expect(contrasts).toEqual([...contrasts].sort((a, b) => a - b));
    const distances = steps.slice(1).map((colour, i) => colourDistance(steps[i] as string, colour));
    expect(Math.max(...distances) / Math.min(...distances)).toBeLessThan(2.5);
  });

  it('gives canvas pixels in the order of their bytes', () => {
    const [r, g, b] = parseHex(sequentialColour(1, scheme)).map((part) => Math.round(part * 255)) as [number, number, number];
    const pixel = sequentialTable(scheme)[255] as number;
    expect([...new Uint8Array(Uint32Array.of(pixel).buffer)]).toEqual([r, g, b, 255]);
  });
});

describe('colour maths', () => {
  it('knows the ends of the contrast scale', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#777777')).toBe(1);
  });

  it('converts OKLCH as CSS does', () => {
    expect(oklchToHex([1, 0, 0])).toBe('#ffffff');
    expect(oklchToHex([0.62796, 0.25768, 29.234])).toBe('#ff0000');
    expect(oklchToHex([0, 0, 0])).toBe('#000000');
  });

  it('lets chroma give way where the screen ends', () => {
    expect(oklchToHex([0.9, 0.37, 29])).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('brings red and green together for those who see them alike', () => {
    expect(colourDistance('#c84b31', '#5f8b2e', 'deutan')).toBeLessThan(colourDistance('#c84b31', '#5f8b2e'));
  });
});

describe('tokens', () => {
  it('are multiples of four, in ascending order', () => {
    const sizes = Object.values(space);
    expect(sizes.every((size) => size % 4 === 0)).toBe(true);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(Object.values(type).every(({ line }) => line % 4 === 0)).toBe(true);
  });

  it('repeat expert colours past the palette', () => {
    expect(expertColour(16, 64, 'light')).toBe(expertColour(0, 64, 'light'));
  });
});
