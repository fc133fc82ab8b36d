/** Key figures, side by side. */
import { html, type Markup } from '../html.ts';
import type { Figure, FiguresBlock } from '../report.ts';

export function renderFigures({ figures }: FiguresBlock): Markup {
  return html`<dl class="card figures">${figures.map(renderFigure)}</dl>
`;
}

function renderFigure({ label, value, note }: Figure): Markup {
  return html`<div><dt>${label}</dt><dd class="value">${value}</dd>${note === undefined ? null : html`<dd class="note">${note}</dd>`}</div>`;
}
