/** A line chart: curves with what lies behind them, reference levels, marked moments, and the numbers under the pointer. */
import { evenly, thin } from '../curve.ts';
import { html, type Markup } from '../html.ts';
import { formatValue } from '../numbers.ts';
import type { ChartBlock, Point, Series } from '../report.ts';
import { curveClass, curvePath, dots, legend } from './curves.ts';
import { byX, layOut, measured, type Plot, sizes, tickDistance } from './plot.ts';
import { probes } from './probes.ts';
import { foldedTable } from './table.ts';

const numbersShown = 24;

export function renderChart(block: ChartBlock): Markup {
  const { width, height } = sizes[block.width];
  const plot = layOut(block);
  return html`<figure class="card ${block.width}"><figcaption>${block.title}${legend(block.series)}</figcaption>
<div class="scroll"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(block)}">
${grid(plot, block)}${levels(plot, block)}
${block.series.map((series, i) => drawSeries(plot, series, i))}${moments(plot, block)}
${probes(plot, block)}</svg></div>${foldedTable('The numbers', numbers(block))}</figure>
`;
}

function grid({ left, right, top, bottom, x, y }: Plot, block: ChartBlock): Markup {
  const rows = y.ticks.map((tick, i) => {
    const at = y.at(tick);
    return html`<line class="${i === 0 ? 'base' : 'grid'}" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${left - tickDistance}" y="${at + 4}" text-anchor="end">${formatValue(tick, block.y.unit)}</text>
`;
  });
  const columns = x.ticks.map(
    (tick) => html`<text x="${x.at(tick)}" y="${bottom + 17}" text-anchor="middle">${formatValue(tick, 'number')}</text>
`,
  );
  return html`${rows}${columns}<text x="0" y="${top - 14}">${block.y.label}</text><text x="${right}" y="${bottom + 35}" text-anchor="end">${block.x}</text>`;
}

function levels({ left, right, y }: Plot, { references = [] }: ChartBlock): Markup {
  return html`${references.map(({ value, label: name }) => {
    const at = y.at(value);
    return html`<line class="reference" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${right}" y="${at - 5}" text-anchor="end">${name}</text>`;
  })}`;
}

function moments({ top, bottom, x }: Plot, { marks = [] }: ChartBlock): Markup {
  return html`${marks.map(({ x: step, label: name }) => {
    const at = x.at(step);
    return html`<line class="mark" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/><text class="mark-label" x="${at + 5}" y="${top + 10}">${name}</text>`;
  })}`;
}

function drawSeries(plot: Plot, { points, behind = [], markers = false }: Series, index: number): Markup {
  // More than one point to a pixel shows nothing more.
  const fitted = (all: readonly Point[]): readonly Point[] => thin(all, Math.round((plot.right - plot.left) / 2));
  return html`${behind.length > 0 ? html`<path class="behind ${curveClass(index)}" d="${curvePath(plot, fitted(behind))}"/>` : null}<path class="curve ${curveClass(index)}" d="${curvePath(plot, fitted(points))}"/>${markers ? dots(plot, points, index) : null}
`;
}

function describe({ title, series, x, y }: ChartBlock): string {
  const curves = series.map((one) => {
    const known = measured(one).filter((point) => point.y !== null);
    const [first, last] = [known[0], known.at(-1)];
    if (!first || !last) return `${one.label}: no values`;
    return `${one.label} goes from ${formatValue(first.y, y.unit)} to ${formatValue(last.y, y.unit)}`;
  });
  return `${title}: ${y.label} by ${x}. ${curves.join('; ')}.`;
}

function numbers({ x, y, series }: ChartBlock): Parameters<typeof foldedTable>[1] {
  const columns = [x, ...series.map(({ label: name }) => name)].map((name) => ({ label: name, numeric: true }));
  return {
    columns,
    rows: evenly(byX(series), numbersShown).map(({ x: at, values }) => [formatValue(at, 'number'), ...values.map((value) => formatValue(value, y.unit))]),
  };
}
