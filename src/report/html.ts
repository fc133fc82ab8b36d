/** HTML that is escaped by construction: only the `html` template makes markup, and it escapes every string put into it. */
export interface Markup {
  readonly markup: string;
}

type Piece = string | number | Markup | readonly Markup[] | null;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** Template tag: literal parts are markup, strings put in are text or attribute values, markup put in stays as it is, null is nothing. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const markup = parts.reduce((text, part, i) => text + part + (i < pieces.length ? written(pieces[i] as Piece) : ''), '');
  return { markup };
}

export const nothing: Markup = { markup: '' };

function written(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return coordinate(piece);
  return 'markup' in piece ? piece.markup : piece.map(({ markup }) => markup).join('');
}

/** A hundredth of a unit is below what a screen or printer shows; files stay small. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}
