/**
 * Splits JSON text into the texts of its rows while it streams past, holding one row at a time: the elements of a
 * top-level array, or of the one array of rows inside a top-level object ({"data": […]}), or whole top-level objects.
 */
import { type Capture, createCapture } from './capture.ts';

export type Element =
  | { readonly kind: 'row'; readonly text: string }
  /** A row beyond the size limit; its text was let go. */
  | { readonly kind: 'too-long' }
  /** The text ended inside a row. */
  | { readonly kind: 'unfinished' }
  /** Something stands outside of any array or object; told once. */
  | { readonly kind: 'stray' }
  /** An object held rows under two keys; the rows of this later key are read too. */
  | { readonly kind: 'second-array'; readonly key: string };

export interface ElementSplitter {
  push(chunk: string): Element[];
  end(): Element[];
}

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Keys whose lists of objects belong to one row. */
const rowKeys = /^(messages?|conversations?|chat|dialogues?|tools|functions|history|turns|chosen|rejected|prompt|completion)$/i;

interface Scan {
  readonly whole: Capture;
  readonly element: Capture;
  depth: number;
  inString: boolean;
  escaped: boolean;
  /** Depth at whose commas elements end: 1 in an array, 2 in an object's array; 0 while no element is looked at. */
  elementDepth: number;
  /** The key under which the array at hand stands, once it is known to hold rows. */
  container: string | null;
  candidate: string;
  strayed: boolean;
}

export function createElementSplitter(): ElementSplitter {
  const scan: Scan = {
    whole: createCapture(),
    element: createCapture(),
    depth: 0,
    inString: false,
    escaped: false,
    elementDepth: 0,
    container: null,
    candidate: '',
    strayed: false,
  };
  return {
    push(chunk) {
      const found: Element[] = [];
      for (let i = 0; i < chunk.length; i++) {
        const code = chunk.charCodeAt(i);
        if (scan.inString) {
          if (scan.escaped) scan.escaped = false;
          else if (code === BACKSLASH) scan.escaped = true;
          else if (code === QUOTE) scan.inString = false;
        } else if (scan.depth === 0 && code > SPACE && code !== OPEN_ARRAY && code !== OPEN_OBJECT) {
          if (!scan.strayed) found.push({ kind: 'stray' });
          scan.strayed = true;
        } else if (code === QUOTE) scan.inString = true;
        else if (code === OPEN_ARRAY || code === OPEN_OBJECT) open(scan, chunk, i, code);
        else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) close(scan, chunk, i, found);
        else if (code === COMMA && scan.depth === scan.elementDepth && scan.element.active) {
          endElement(scan, chunk, i, found);
          if (scan.elementDepth > 0) scan.element.begin(i + 1);
        }
      }
      scan.element.carry(chunk);
      scan.whole.carry(chunk);
      return found;
    },
    end: () => (scan.depth > 0 ? [{ kind: 'unfinished' }] : []),
  };
}

function open(scan: Scan, chunk: string, index: number, code: number): void {
  if (scan.depth === 0) {
    if (code === OPEN_ARRAY) {
      scan.elementDepth = 1;
      scan.element.begin(index + 1);
    } else {
      scan.container = null;
      scan.whole.begin(index);
    }
  } else if (scan.depth === 1 && code === OPEN_ARRAY && scan.elementDepth === 0) {
    const key = /"((?:[^"\\]|\\.)*)"\s*:\s*$/.exec(scan.whole.tail(chunk, index))?.[1] ?? '';
    if (!rowKeys.test(key)) {
      scan.candidate = key;
      scan.elementDepth = 2;
      scan.element.begin(index + 1);
    }
  }
  scan.depth++;
}

function close(scan: Scan, chunk: string, index: number, found: Element[]): void {
  if (scan.depth === scan.elementDepth && scan.element.active) {
    endElement(scan, chunk, index, found);
    scan.element.drop();
    scan.elementDepth = 0;
  }
  scan.depth = Math.max(0, scan.depth - 1);
  if (scan.depth === 0 && scan.whole.active) {
    const text = scan.whole.finish(chunk, index + 1);
    if (scan.container === null) found.push(text === null ? { kind: 'too-long' } : { kind: 'row', text });
  }
}

/** An element is over. The first one under a key decides whether the key's array holds rows or belongs to a row itself. */
function endElement(scan: Scan, chunk: string, index: number, found: Element[]): void {
  const text = scan.element.finish(chunk, index);
  if (text?.trim() === '') return;
  if (scan.elementDepth === 2 && scan.container !== scan.candidate) {
    if (text === null || !isRow(text)) {
      scan.elementDepth = 0;
      return;
    }
    if (scan.container !== null) found.push({ kind: 'second-array', key: scan.candidate });
    scan.container = scan.candidate;
  }
  found.push(text === null ? { kind: 'too-long' } : { kind: 'row', text });
}

/** An object that is not itself a message of a chat. */
function isRow(text: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return false;
  return !/^\{\s*"(?:role|from)"\s*:/.test(trimmed);
}
