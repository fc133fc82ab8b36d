/** Text to be copied as it is. */
import { html, type Markup } from '../html.ts';
import type { CodeBlock } from '../report.ts';

export function renderCode({ title, text }: CodeBlock): Markup {
  return html`<div class="card"><details><summary>${title}</summary><pre tabindex="0">${text}</pre></details></div>
`;
}
