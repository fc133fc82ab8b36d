/** Plain words: paragraphs, a list, or steps in their order. */
import { html, type Markup } from '../html.ts';
import type { TextBlock } from '../report.ts';

export function renderText({ style, items }: TextBlock): Markup {
  return html`<div class="text">${textOf(style, items)}</div>
`;
}

function textOf(style: TextBlock['style'], items: readonly string[]): Markup {
  if (style === 'paragraphs') return html`${items.map((item) => html`<p>${item}</p>`)}`;
  const list = items.map((item) => html`<li>${item}</li>`);
  return style === 'steps' ? html`<ol>${list}</ol>` : html`<ul>${list}</ul>`;
}
