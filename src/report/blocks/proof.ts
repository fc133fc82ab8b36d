/** A proof: verdict in words and colour, what was found, and the numbers. */
import { html, type Markup } from '../html.ts';
import type { ProofBlock } from '../report.ts';

export function renderProof({ title, ok, detail, facts }: ProofBlock): Markup {
  return html`<div class="card proof${ok ? null : ' failed'}"><h3>${title}<span class="badge">${ok ? '✓ Holds' : '✗ Failed'}</span></h3><p>${detail}</p>${
    facts.length === 0 ? null : html`<dl class="facts">${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`
  }</div>
`;
}
