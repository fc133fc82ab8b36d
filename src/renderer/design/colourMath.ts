/** Colours as numbers: OKLCH to sRGB, contrast, and how far apart two colours look, also to people who see fewer of them. */

/** Linear-light or gamma-encoded sRGB, 0..1 each. */
export type Rgb = readonly [number, number, number];
/** OKLab lightness 0..1, chroma 0..~0.37, hue in degrees. Ottosson 2020, "A perceptual color space for image processing". */
export type Oklch = readonly [lightness: number, chroma: number, hue: number];
type Vision = 'normal' | 'protan' | 'deutan' | 'tritan';

export const visions: readonly Vision[] = ['normal', 'protan', 'deutan', 'tritan'];

/** @param hex "#rrggbb". */
export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export function formatHex(rgb: Rgb): string {
  return `#${rgb
    .map((part) =>
      Math.round(clamp(part) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** The nearest sRGB colour of the same lightness and hue: chroma gives way where the screen cannot show it. */
export function oklchToHex([lightness, chroma, hue]: Oklch): string {
  for (let c = chroma; c > 0; c -= 0.004) {
    const rgb = oklabToLinear([lightness, c * Math.cos(radians(hue)), c * Math.sin(radians(hue))]);
    if (rgb.every((part) => part >= -0.0005 && part <= 1.0005)) return formatHex(mapRgb(rgb, encode));
  }
  return formatHex(mapRgb(oklabToLinear([lightness, 0, 0]), encode));
}

/** WCAG 2 contrast ratio, 1..21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Euclidean distance in OKLab as the given vision sees both; about 0.02 is just noticeable. */
export function colourDistance(a: string, b: string, vision: Vision = 'normal'): number {
  const [x, y] = [a, b].map((hex) => linearToOklab(simulate(mapRgb(parseHex(hex), decode), vision))) as [Rgb, Rgb];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

function luminance(hex: string): number {
  const [r, g, b] = mapRgb(parseHex(hex), decode);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB. */
const deficiencies: Readonly<Record<Exclude<Vision, 'normal'>, readonly [Rgb, Rgb, Rgb]>> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function simulate(linear: Rgb, vision: Vision): Rgb {
  return vision === 'normal' ? linear : mapRgb(product(deficiencies[vision], linear), clamp);
}

function oklabToLinear([L, a, b]: Rgb): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function linearToOklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function product(matrix: readonly [Rgb, Rgb, Rgb], [x, y, z]: Rgb): Rgb {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Rgb;
}

function mapRgb([r, g, b]: Rgb, change: (part: number) => number): Rgb {
  return [change(r), change(g), change(b)];
}

function encode(linear: number): number {
  const part = clamp(linear);
  return part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055;
}

function decode(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
