/** What begins a line, such as the phase of a task: "reading rows" → "Reading rows". */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
