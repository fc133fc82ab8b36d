/** Values as datasets write them → text: strings, parts of multi-part messages, numbers, nulls. */

/** Text of a message's content or a text field; undefined where it is none (an object, an image). Null counts as empty. */
export function contentText(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return partsText(value);
  return undefined;
}

/** OpenAI's parts: [{type: "text", text}], or bare strings. */
function partsText(parts: readonly unknown[]): string | undefined {
  const texts = parts.map((part) => {
    if (typeof part === 'string') return part;
    const { text, type } = (part ?? {}) as { text?: unknown; type?: unknown };
    return typeof text === 'string' && (type === undefined || type === 'text') ? text : undefined;
  });
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

/** Lists are often kept as text inside a cell. @returns the parsed value, or the value itself where it is no such text. */
export function parseStringified(value: unknown): { value: unknown; stringified: boolean; python: boolean } {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return { value, stringified: false, python: false };
  try {
    return { value: JSON.parse(value), stringified: true, python: false };
  } catch {
    return { value, stringified: false, python: /^\s*\[?\s*\{\s*'/.test(value) };
  }
}
