/** A message as a sentence for people. */
import { capital } from './capital.ts';

/** With a capital and a full stop. A first word that is a name (photo.png, q_proj, mixlora:) stays as it is. */
export function sentence(text: string): string {
  const begun = /^\p{Ll}+(?=[\s,;’'])/u.test(text) ? capital(text) : text;
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`;
}
