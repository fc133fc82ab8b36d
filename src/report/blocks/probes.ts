/** What the pointer finds in a chart: a hair line and the values there. By style sheet alone; a report runs no script. */
import { evenly } from '../curve.ts';
import { html, type Markup } from '../html.ts';
import { formatValue } from '../numbers.ts';
import type { ChartBlock } from '../report.ts';
import { byX, type Plot } from './plot.ts';

const mostProbes = 120;
/** Readouts beyond this many series would not fit in one line. */
const mostSeries = 4;

export function probes(plot: Plot, { series, x, y }: ChartBlock): Markup {
  const { left, right, top, bottom } = plot;
  const places = evenly(byX(series), mostProbes);
  const shown = places.map(({ x: step, values }, i) => {
    const at = plot.x.at(step);
    const from = i === 0 ? left : (at + plot.x.at((places[i - 1] as (typeof places)[number]).x)) / 2;
    const to = i === places.length - 1 ? right : (at + plot.x.at((places[i + 1] as (typeof places)[number]).x)) / 2;
    const readings = values.flatMap((value, j) => (value === null ? [] : [`${series.length > 1 ? `${series[j]?.label} ` : ''}${formatValue(value, y.unit)}`]));
    const text = [`${x} ${formatValue(step, 'number')}`, ...readings.slice(0, mostSeries)].join('  ·  ');
    return html`<g class="probe"><rect class="hit" x="${from}" y="${top}" width="${Math.max(0, to - from)}" height="${bottom - top}"/><line class="hair" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/><text x="${right}" y="${top - 14}" text-anchor="end">${text}</text></g>
`;
  });
  return html`${shown}`;
}
