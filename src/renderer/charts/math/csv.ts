/** Curves as a table that spreadsheets read. */
import type { Curve } from './extent.ts';

interface NamedCurve extends Curve {
  readonly label: string;
}

/** One row per x of any curve; what a curve does not have there is empty. RFC 4180. */
export function curvesToCsv(xLabel: string, curves: readonly NamedCurve[]): string {
  const rows = new Map<number, (number | null)[]>();
  for (const [index, { x, y }] of curves.entries()) {
    for (let i = 0; i < x.length; i++) {
      const place = x[i] as number;
      const row = rows.get(place) ?? curves.map(() => null);
      row[index] = y[i] as number;
      rows.set(place, row);
    }
  }
  const head = [xLabel, ...curves.map(({ label }) => label)].map(quote).join(',');
  const body = [...rows].sort(([a], [b]) => a - b).map(([x, values]) => [x, ...values.map((value) => value ?? '')].join(','));
  return `${[head, ...body].join('\r\n')}\r\n`;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
