/**
 * Special tokens in a user's own words: hidden behind placeholders while the template renders, put back afterwards, with
 * the places remembered, so that they are tokenised as the plain text they are. Everything else is tokenised as ever.
 */
import type { Message, TextRange } from '../data.ts';

const OPEN = '\uf8f2';
const CLOSE = '\uf8f3';
/** Code points used as marks; where data hold them, they are hidden as well. */
const reserved = /[\uf8f0-\uf8f3]/g;
const placeholder = /\uf8f2(\d+)\uf8f3/g;

export interface Hidden {
  readonly messages: readonly Message[];
  readonly tools: unknown;
  /** Texts by placeholder number. */
  readonly texts: readonly string[];
}

export function hideSpecials(
  chat: { readonly messages: readonly Message[]; readonly tools?: unknown },
  findSpecial: (text: string) => readonly TextRange[],
): Hidden {
  const texts: string[] = [];
  const hide = (text: string): string => {
    const ranges = [...findSpecial(text), ...Array.from(text.matchAll(reserved), ({ index }) => [index, index + 1] as const)].sort((a, b) => a[0] - b[0]);
    let result = '';
    let done = 0;
    for (const [start, end] of ranges) {
      if (start < done) continue;
      result += `${text.slice(done, start)}${OPEN}${texts.push(text.slice(start, end)) - 1}${CLOSE}`;
      done = end;
    }
    return result + text.slice(done);
  };
  const messages = mapStrings(chat.messages, hide) as readonly Message[];
  return { messages, tools: mapStrings(chat.tools, hide), texts };
}

export interface Restored {
  readonly text: string;
  readonly ranges: readonly TextRange[];
  /** Where hidden texts stand again. */
  readonly literal: readonly TextRange[];
}

/** Puts the hidden texts back and moves `ranges` of the rendered text along. */
export function restore(rendered: string, ranges: readonly TextRange[], texts: readonly string[]): Restored {
  if (texts.length === 0) return { text: rendered, ranges, literal: [] };
  const literal: TextRange[] = [];
  const shifts: { readonly at: number; readonly by: number }[] = [];
  let text = '';
  let done = 0;
  for (const match of rendered.matchAll(placeholder)) {
    const original = texts[Number(match[1])] ?? '';
    text += rendered.slice(done, match.index);
    literal.push([text.length, text.length + original.length]);
    text += original;
    done = match.index + match[0].length;
    shifts.push({ at: done, by: text.length - done });
  }
  text += rendered.slice(done);
  const moved = (position: number): number => position + (shifts.findLast(({ at }) => at <= position)?.by ?? 0);
  return { text, ranges: ranges.map(([start, end]) => [moved(start), moved(end)] as const), literal };
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}
