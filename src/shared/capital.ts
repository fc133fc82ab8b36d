/** What begins a line or a sentence: "reading rows" → "Reading rows". */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
