/** The pieces of a line chart that belong to one series: path, dots, key. */
import type { Axis } from '../axis.ts';
import { coordinate, html, type Markup, nothing } from '../html.ts';
import type { Point, Series } from '../report.ts';

/** Colours; further series repeat them with dashes. */
const colours = 6;

export interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

export function curveClass(index: number): string {
  return `c${index % colours}${index >= colours ? ' dashed' : ''}`;
}

/** An SVG path; gaps break it. A lone point is a line of no length, which round caps make visible. */
export function curvePath({ x, y }: Axes, points: readonly Point[]): string {
  let drawing = false;
  return points
    .map((point, i) => {
      if (point.y === null) {
        drawing = false;
        return '';
      }
      const place = `${coordinate(x.at(point.x))} ${coordinate(y.at(point.y))}`;
      const alone = !drawing && (points[i + 1]?.y ?? null) === null;
      const command = drawing ? 'L' : 'M';
      drawing = true;
      return `${command}${place}${alone ? 'h0' : ''}`;
    })
    .join('');
}

export function dots({ x, y }: Axes, points: readonly Point[], index: number): Markup {
  return html`${points.map((point) =>
    point.y === null ? nothing : html`<circle class="dot ${curveClass(index)}" cx="${x.at(point.x)}" cy="${y.at(point.y)}" r="3.5"/>`,
  )}`;
}

/** The key of a chart; a single series is named by the title already. */
export function legend(series: readonly Series[]): Markup {
  if (series.length < 2) return nothing;
  const keys = series.map(
    ({ label, markers }, i) =>
      html`<li><svg viewBox="0 0 20 10" aria-hidden="true"><path class="curve ${curveClass(i)}" d="M1 5h18"/>${markers ? html`<circle class="dot ${curveClass(i)}" cx="10" cy="5" r="3.5"/>` : null}</svg>${label}</li>`,
  );
  return html`<ul class="keys">${keys}</ul>`;
}
