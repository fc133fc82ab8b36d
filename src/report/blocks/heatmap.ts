/** A heatmap: the stronger the shade, the larger the value. Nothing at all is crossed out, so that it is not taken for little. */
import { html, type Markup } from '../html.ts';
import { formatValue } from '../numbers.ts';
import type { Heading, HeatmapBlock } from '../report.ts';
import { foldedTable } from './table.ts';
import { shortened, textWidth } from './textWidth.ts';

const size = { width: 960, header: 22, groupHeader: 18, groupGap: 10, cellGap: 2, tallest: 30, lowest: 7 };
/** A label needs this much room; narrower cells keep theirs in the table and the pointer's hint. */
const labelRoom = { width: 30, height: 16 };
/** Larger maps carry no hint per cell: the file would grow by megabytes. */
const mostHints = 4096;
/** Values below this share of the fair one count as nothing. */
const nothingBelow = 0.01;
/** From this shade on, labels are written in the page's colour. */
const darkFrom = 0.55;

interface Layout {
  /** Where the cells begin. */
  readonly left: number;
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly top: number;
  readonly height: number;
}

export function renderHeatmap(block: HeatmapBlock): Markup {
  const layout = layOut(block);
  const most = Math.max(block.fair.value, ...block.values.flat().filter((value) => value !== null));
  return html`<figure class="card full"><figcaption>${block.title}${scaleKey(block, most)}</figcaption>
<div class="scroll"><svg viewBox="0 0 ${size.width} ${layout.height}" role="img" aria-label="${block.title}; the numbers stand in the table below">
${headings(block, layout)}${block.rows.map((_, row) => renderRow(block, { row, layout, most }))}</svg></div>${foldedTable('The numbers', numbers(block))}</figure>
`;
}

function layOut({ rows, columns }: HeatmapBlock): Layout {
  const left = headingWidth(rows.map(({ group = '' }) => group)) + headingWidth(rows.map(({ label }) => label));
  const columnGaps = groupsBefore(columns);
  const rowGaps = groupsBefore(rows);
  const cellWidth = (size.width - left - (columnGaps.at(-1) ?? 0) * size.groupGap) / Math.max(1, columns.length);
  const cellHeight = Math.min(size.tallest, Math.max(size.lowest, 640 / Math.max(1, rows.length)));
  const top = size.header + (columns.some(({ group }) => group !== undefined) ? size.groupHeader : 0);
  return {
    left,
    columns: columnGaps.map((gaps, i) => left + i * cellWidth + gaps * size.groupGap),
    rows: rowGaps.map((gaps, i) => top + i * cellHeight + gaps * size.groupGap),
    cellWidth,
    cellHeight,
    top,
    height: top + rows.length * cellHeight + (rowGaps.at(-1) ?? 0) * size.groupGap,
  };
}

/** For every heading, how many times the group changed before it. */
function groupsBefore(headings: readonly Heading[]): readonly number[] {
  let changes = 0;
  return headings.map(({ group }, i) => {
    if (i > 0 && group !== headings[i - 1]?.group) changes++;
    return changes;
  });
}

function headings({ rows, columns }: HeatmapBlock, { left: cells, columns: lefts, rows: tops, cellWidth, cellHeight, top }: Layout): Markup {
  const everyColumn = Math.ceil(headingWidth(columns.map(({ label }) => label)) / cellWidth);
  const everyRow = Math.ceil(12 / cellHeight);
  const isFirst = (all: readonly Heading[], i: number): boolean => all[i]?.group !== all[i - 1]?.group;
  const columnTexts = columns.map((column, i) => {
    const left = lefts[i] as number;
    const own = i % everyColumn === 0 ? html`<text x="${left + cellWidth / 2}" y="${top - 7}" text-anchor="middle">${shortened(column.label)}</text>` : null;
    const group = column.group !== undefined && isFirst(columns, i) ? html`<text class="strong" x="${left}" y="12">${shortened(column.group)}</text>` : null;
    return html`${own}${group}`;
  });
  const rowTexts = rows.map((row, i) => {
    const baseline = (tops[i] as number) + cellHeight / 2 + 4;
    const own = i % everyRow === 0 ? html`<text x="${cells - 10}" y="${baseline}" text-anchor="end">${shortened(row.label)}</text>` : null;
    const group = row.group !== undefined && isFirst(rows, i) ? html`<text class="strong" x="0" y="${baseline}">${shortened(row.group)}</text>` : null;
    return html`${own}${group}`;
  });
  return html`${columnTexts}${rowTexts}
`;
}

/** Room for headings with the space after them; none where there are none. */
function headingWidth(labels: readonly string[]): number {
  const width = textWidth(labels.map(shortened));
  return width === 0 ? 0 : width + 12;
}

interface RowPlace {
  readonly row: number;
  readonly layout: Layout;
  /** The value of the full shade. */
  readonly most: number;
}

function renderRow(block: HeatmapBlock, { row, layout, most }: RowPlace): Markup {
  const hinted = block.rows.length * block.columns.length <= mostHints;
  const [width, height] = [layout.cellWidth - size.cellGap, layout.cellHeight - size.cellGap];
  const y = layout.rows[row] as number;
  const cells = block.columns.map((_, column) => {
    const value = block.values[row]?.[column] ?? null;
    if (value === null) return html``;
    const x = layout.columns[column] as number;
    const shade = most > 0 ? value / most : 0;
    const hint = hinted ? html`<title>${hintOf(block, row, column)}</title>` : null;
    const place = html`x="${x}" y="${y}" width="${width}" height="${height}" rx="${Math.min(3, height / 4)}"`;
    const fill = html`<rect class="void" ${place}>${hint}</rect><rect class="heat" fill-opacity="${shade}" ${place}>${hint}</rect>`;
    if (value < block.fair.value * nothingBelow) return html`${fill}${cross({ x, y, width, height })}`;
    const labelled = width >= labelRoom.width && height >= labelRoom.height;
    return html`${fill}${labelled ? html`<text class="cell-label ${shade > darkFrom ? 'on-heat' : 'on-void'}" x="${x + width / 2}" y="${y + height / 2 + 4}" text-anchor="middle" pointer-events="none">${cellText(value, block)}</text>` : null}`;
  });
  return html`${cells}
`;
}

function cross({ x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): Markup {
  const arm = Math.min(4, width / 3, height / 3);
  const [cx, cy] = [x + width / 2, y + height / 2];
  return html`<path class="empty" pointer-events="none" d="M${cx - arm} ${cy - arm}L${cx + arm} ${cy + arm}M${cx - arm} ${cy + arm}L${cx + arm} ${cy - arm}"/>`;
}

/** Cells have room for few digits; the unit stands in the legend. */
function cellText(value: number, { unit }: HeatmapBlock): string {
  return unit === 'percent' ? String(Math.round(value * 100)) : formatValue(Number(value.toPrecision(2)), unit);
}

function hintOf(block: HeatmapBlock, row: number, column: number): string {
  const name = (heading: Heading | undefined): string => [heading?.group, heading?.label].filter((part) => part !== undefined).join(' ');
  return `${name(block.rows[row])}, ${name(block.columns[column])}: ${formatValue(block.values[row]?.[column] ?? null, block.unit)}`;
}

function scaleKey({ unit, fair }: HeatmapBlock, most: number): Markup {
  const shades = Array.from({ length: 24 }, (_, i) => html`<rect class="heat" fill-opacity="${(i + 1) / 24}" x="${i * 5}" width="5.2" height="10"/>`);
  const at = most > 0 ? (fair.value / most) * 120 : 0;
  return html`<ul class="keys"><li>0 <svg viewBox="-2 0 124 10" style="width:124px" aria-hidden="true"><rect class="void" width="120" height="10"/>${shades}<line class="empty" x1="${at}" x2="${at}" y1="0" y2="10"/></svg> ${formatValue(most, unit)}</li><li>│ ${fair.label} ${formatValue(fair.value, unit)}</li><li>× none</li></ul>`;
}

function numbers({ rows, columns, values, unit, rowsAre }: HeatmapBlock): Parameters<typeof foldedTable>[1] {
  const name = ({ group, label }: Heading): string => (group === undefined ? label : `${group} · ${label}`);
  return {
    columns: [{ label: rowsAre }, ...columns.map((column) => ({ label: name(column), numeric: true }))],
    rows: rows.map((row, i) => [name(row), ...(values[i] ?? []).map((value) => formatValue(value, unit))]),
  };
}
