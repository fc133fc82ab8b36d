/** Tables: on their own, and as the numbers behind a drawing. */
import { html, type Markup } from '../html.ts';
import type { TableBlock } from '../report.ts';

export function renderTable({ title, columns, rows, folded = false }: TableBlock): Markup {
  const table = tableOf(columns, rows);
  if (folded)
    return html`<div class="card">${foldedTable(title ?? 'Table', { columns, rows })}</div>
`;
  return html`<div class="card">${title === undefined ? null : html`<h3>${title}</h3>`}<div class="scroll">${table}</div></div>
`;
}

/** The numbers behind a drawing, for those who cannot see it or want to copy them. */
export function foldedTable(summary: string, { columns, rows }: Pick<TableBlock, 'columns' | 'rows'>): Markup {
  return html`<details><summary>${summary}</summary><div class="scroll" tabindex="0" role="region" aria-label="${summary}">${tableOf(columns, rows)}</div></details>`;
}

function tableOf(columns: TableBlock['columns'], rows: TableBlock['rows']): Markup {
  const kinds = columns.map(({ numeric }) => html`${numeric ? { markup: ' class="numeric"' } : null}`);
  const head = columns.map(({ label }, i) => html`<th scope="col"${kinds[i] ?? null}>${label}</th>`);
  const body = rows.map(
    (row) => html`<tr>${row.map((cell, i) => html`<td${kinds[i] ?? null}>${cell}</td>`)}</tr>
`,
  );
  return html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
