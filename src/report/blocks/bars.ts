/** Horizontal bars in groups: before and after, task by task. */
import { html, type Markup } from '../html.ts';
import { formatValue } from '../numbers.ts';
import type { BarsBlock } from '../report.ts';
import { foldedTable } from './table.ts';

const size = { width: 960, labels: 190, values: 70, bar: 16, gap: 3, between: 18, top: 6 };

export function renderBars(block: BarsBlock): Markup {
  const { title, unit, series, groups } = block;
  const groupHeight = series.length * (size.bar + size.gap) - size.gap + size.between;
  const height = size.top + groups.length * groupHeight;
  const longest = block.max ?? Math.max(...groups.flatMap(({ values }) => values), 0);
  const perUnit = longest > 0 ? (size.width - size.labels - size.values) / longest : 0;
  const drawn = groups.map((group, i) => renderGroup(group, { y: size.top + i * groupHeight, perUnit, block }));
  const numbers = {
    columns: [{ label: '' }, ...series.map((label) => ({ label, numeric: true }))],
    rows: groups.map(({ label, values }) => [label, ...values.map((value) => formatValue(value, unit))]),
  };
  return html`<figure class="card full"><figcaption>${title}${series.length > 1 ? legend(series) : null}</figcaption>
<div class="scroll"><svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${title}; the numbers stand in the table below">
<line class="base" x1="${size.labels}" x2="${size.labels}" y1="0" y2="${height - size.between / 2}"/>
${drawn}</svg></div>${foldedTable('The numbers', numbers)}</figure>
`;
}

interface Place {
  readonly y: number;
  readonly perUnit: number;
  readonly block: Pick<BarsBlock, 'series' | 'unit'>;
}

function renderGroup({ label, note, values }: BarsBlock['groups'][number], { y, perUnit, block }: Place): Markup {
  const middle = y + (values.length * (size.bar + size.gap) - size.gap) / 2;
  const bars = values.map((value, i) => {
    const top = y + i * (size.bar + size.gap);
    const length = Math.max(0, value * perUnit);
    return html`<rect class="${barClass(i, block.series.length)}" x="${size.labels}" y="${top}" width="${length}" height="${size.bar}" rx="2"/>
<text class="${i === values.length - 1 ? 'strong' : ''}" x="${size.labels + length + 8}" y="${top + size.bar / 2 + 4}">${formatValue(value, block.unit)}</text>`;
  });
  const baseline = note === undefined ? middle + 4 : middle - 3;
  return html`<text class="strong" x="${size.labels - 12}" y="${baseline}" text-anchor="end">${label}</text>
${note === undefined ? null : html`<text x="${size.labels - 12}" y="${baseline + 15}" text-anchor="end">${note}</text>`}${bars}
`;
}

/** With two series the first is what the second is compared with: grey against colour. */
function barClass(index: number, count: number): string {
  if (count === 2 && index === 0) return 'bar before';
  return `bar c${(count === 2 ? index - 1 : index) % 6}`;
}

function legend(series: readonly string[]): Markup {
  const keys = series.map(
    (label, i) =>
      html`<li><svg viewBox="0 0 20 10" aria-hidden="true"><rect class="${barClass(i, series.length)}" width="20" height="10" rx="2"/></svg>${label}</li>`,
  );
  return html`<ul class="keys">${keys}</ul>`;
}
