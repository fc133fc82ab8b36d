/** A message as a sentence for people. */

/** With a capital and a full stop. A first word that is a name (photo.png, q_proj, mixlora:) stays as it is. */
export function sentence(text: string): string {
  const begun = /^\p{Ll}+(?=[\s,;’'])/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`;
}
