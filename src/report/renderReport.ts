/** A report as one HTML file: charts are inline SVG, nothing is fetched, nothing runs. */
import { renderBlock } from './blocks/renderBlock.ts';
import { html, type Markup } from './html.ts';
import type { Report, ReportSection } from './report.ts';
import { stylesheet } from './stylesheet.ts';

/** Forbids what the file does not need: it may be opened from anywhere, and its texts come from data sets. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

/** @returns a whole HTML document. Every text of the report is escaped. */
export function renderReport(report: Report): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.title}</title>
<style>${{ markup: stylesheet }}</style>
</head>
<body>
<main>
<header>
<p class="kind">${report.kind}</p>
<h1>${report.title}</h1>
<p class="summary">${report.summary}</p>
</header>
${report.sections.map(renderSection)}
<footer>Written by Mixwright. This file is complete in itself: it loads nothing and sends nothing.</footer>
</main>
</body>
</html>
`;
  return markup;
}

function renderSection({ title, lead, blocks }: ReportSection, index: number): Markup {
  const id = `section-${index + 1}`;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${lead === undefined ? null : html`<p class="lead">${lead}</p>`}
<div class="blocks">
${blocks.map(renderBlock)}
</div>
</section>
`;
}
