/** Horizontal bars in groups: before and after, task by task. Boxes, not a drawing: they fit any width, and their numbers are text. */
import { coordinate, html, type Markup } from '../html.ts';
import { formatValue } from '../numbers.ts';
import type { BarsBlock } from '../report.ts';

export function renderBars(block: BarsBlock): Markup {
  const { title, series, groups } = block;
  const longest = block.max ?? Math.max(0, ...groups.flatMap(({ values }) => values));
  return html`<figure class="card full"><figcaption>${title}${series.length > 1 ? legend(series) : null}</figcaption>
<dl class="bars">
${groups.map((group) => renderGroup(group, block, longest))}</dl></figure>
`;
}

function renderGroup({ label, note, values }: BarsBlock['groups'][number], { series, unit }: BarsBlock, longest: number): Markup {
  const bars = values.map((value, i) => {
    const share = longest > 0 ? Math.min(1, Math.max(0, value / longest)) : 0;
    const what = series.length > 1 ? html`<span class="unseen">${series[i] ?? ''}: </span>` : null;
    return html`<dd><span class="${barClass(i, series.length)}" style="--share:${coordinate(share * 100)}"></span>${what}${formatValue(value, unit)}</dd>`;
  });
  return html`<div><dt>${label}${note === undefined ? null : html`<span class="note">${note}</span>`}</dt>${bars}</div>
`;
}

/** With two series the first is what the second is compared with: grey against colour. */
function barClass(index: number, count: number): string {
  if (count === 2) return index === 0 ? 'bar before' : 'bar c0';
  return `bar c${index % 6}`;
}

function legend(series: readonly string[]): Markup {
  return html`<ul class="keys">${series.map((label, i) => html`<li><span class="${barClass(i, series.length)} key"></span>${label}</li>`)}</ul>`;
}
