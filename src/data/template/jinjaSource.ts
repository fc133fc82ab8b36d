/**
 * Prepares a chat template's source for @huggingface/jinja so that text comes out as in Python (transformers: trim_blocks
 * and lstrip_blocks on), and so that {% generation %} … {% endgeneration %} leaves marks behind. The package itself drops
 * these tags together with newlines that Python keeps.
 */

/** The marks around what the assistant generates, in the rendered text: two code points that neither source nor data hold. */
export interface Marks {
  readonly open: string;
  readonly close: string;
}

const generationTag = /\{%(-?)\s*(end)?generation\s*(-?)%\}/g;

export function hasGenerationTags(source: string): boolean {
  return source.search(generationTag) >= 0;
}

/** Source to be parsed with both of the package's own block options off. */
export function prepareSource(source: string, marks: Marks): string {
  const unified = source.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const stripped = unified
    // lstrip_blocks: blanks between a line's start and a block tag or comment; {%+ switches it off.
    .replace(/(?<![^\n])[ \t]+(?=\{[%#](?!\+))/g, '')
    // trim_blocks: the newline right after a block tag or comment; +%} switches it off.
    .replace(/(?<!\+)([%#]\})\n/g, '$1')
    .replace(/\{%\+/g, '{%')
    .replace(/\+%\}/g, '%}');
  const marked = stripped.replace(
    generationTag,
    (_, before: string, end: string | undefined, after: string) => `{{${before} "${end ? marks.close : marks.open}" ${after}}}`,
  );
  // The package takes one trailing newline away; ours is gone already.
  return `${marked}\n`;
}
