/**
 * Messages as WebSocket frames. Plain JSON where JSON can say it, as text. Otherwise binary, little-endian:
 *   u32 n · n bytes of JSON {value, odd} · padding to 8 · the typed arrays' bytes, each padded to 8.
 * `odd` lists what JSON cannot say by its path within `value`, where null stands in: so no string or object of the data itself can
 * be mistaken for an escape.
 */
export type Frame = string | Uint8Array<ArrayBuffer> | ArrayBuffer;

type Path = readonly (string | number)[];

/** Number: 'NaN', 'Infinity', '-Infinity', '-0'. Array: its kind and where its bytes begin, counted from the end of the header. */
type Odd = readonly ['number', Path, text: string] | readonly ['undefined', Path] | readonly ['array', Path, kind: ArrayKind, offset: number, length: number];

const arrayKinds = { Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array } as const;
type ArrayKind = keyof typeof arrayKinds;
type TypedArray = InstanceType<(typeof arrayKinds)[ArrayKind]>;

const alignment = 8;

/** @throws TypeError for what is neither plain data nor one of the typed arrays. */
export function encodeFrame(message: unknown): Frame {
  const odd: Odd[] = [];
  const arrays: TypedArray[] = [];
  const value = setAside(message, [], { odd, arrays, bytes: 0 });
  if (odd.length === 0) return JSON.stringify(value);
  const header = new TextEncoder().encode(JSON.stringify({ value, odd }));
  const start = padded(4 + header.length);
  const frame = new Uint8Array(start + arrays.reduce((sum, { byteLength }) => sum + padded(byteLength), 0));
  new DataView(frame.buffer).setUint32(0, header.length, true);
  frame.set(header, 4);
  let at = start;
  for (const array of arrays) {
    frame.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  return frame;
}

/** @throws for what `encodeFrame` did not make. */
export function decodeFrame(frame: Frame): unknown {
  if (typeof frame === 'string') return JSON.parse(frame);
  const bytes = frame instanceof Uint8Array ? frame : new Uint8Array(frame);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const { value, odd } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as { value: unknown; odd: readonly Odd[] };
  const body = bytes.subarray(padded(4 + length));
  const root = { value };
  for (const entry of odd) putBack(root, ['value', ...entry[1]], oddValue(entry, body));
  return root.value;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

interface Aside {
  readonly odd: Odd[];
  readonly arrays: TypedArray[];
  /** Of all arrays so far, padded. */
  bytes: number;
}

/** The value with null wherever JSON would lose something; the value itself where nothing was lost. */
function setAside(value: unknown, path: (string | number)[], aside: Aside): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      aside.odd.push(['number', [...path], Object.is(value, -0) ? '-0' : String(value)]);
      return null;
    case 'undefined':
      aside.odd.push(['undefined', [...path]]);
      return null;
    case 'object':
      if (value === null) return null;
      if (ArrayBuffer.isView(value)) return setArrayAside(value, path, aside);
      if (Array.isArray(value)) return setMembersAside(value, path, aside);
      if (isPlain(value)) return setMembersAside(value as Record<string, unknown>, path, aside);
  }
  throw new TypeError(`only plain data can be sent; ${path.join('.')} is ${Object.prototype.toString.call(value)}`);
}

function setArrayAside(value: ArrayBufferView, path: Path, aside: Aside): null {
  const kind = (Object.keys(arrayKinds) as ArrayKind[]).find((name) => value instanceof arrayKinds[name]);
  if (kind === undefined) throw new TypeError(`only ${Object.keys(arrayKinds).join(', ')} can be sent; ${path.join('.')} is another`);
  const array = value as TypedArray;
  aside.odd.push(['array', [...path], kind, aside.bytes, array.length]);
  aside.arrays.push(array);
  aside.bytes += padded(array.byteLength);
  return null;
}

function setMembersAside<T extends unknown[] | Record<string, unknown>>(members: T, path: (string | number)[], aside: Aside): T {
  let copy: T | null = null;
  const isList = Array.isArray(members);
  for (const key of isList ? members.keys() : Object.keys(members)) {
    const member = (members as Record<string | number, unknown>)[key];
    // JSON leaves such properties out, which is what they mean.
    if (member === undefined && !isList) continue;
    path.push(key);
    const put = setAside(member, path, aside);
    path.pop();
    if (put === member) continue;
    copy ??= (isList ? [...members] : { ...members }) as T;
    (copy as Record<string | number, unknown>)[key] = put;
  }
  return copy ?? members;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function oddValue(entry: Odd, body: Uint8Array): unknown {
  if (entry[0] === 'undefined') return undefined;
  if (entry[0] === 'number') return Number(entry[2]);
  const [, , kind, offset, length] = entry;
  const Kind = arrayKinds[kind];
  // Copied: a typed array needs its alignment, and must not keep the whole frame alive.
  const bytes = body.slice(offset, offset + length * Kind.BYTES_PER_ELEMENT);
  if (bytes.length !== length * Kind.BYTES_PER_ELEMENT) throw new RangeError('a frame that is shorter than it says');
  return new Kind(bytes.buffer, 0, length);
}

/** Only where null was put: a path from outside reaches nothing else. */
function putBack(root: object, path: Path, value: unknown): void {
  let holder: unknown = root;
  for (const key of path.slice(0, -1)) holder = Object.hasOwn(holder as object, key) ? (holder as Record<string | number, unknown>)[key] : undefined;
  const last = path.at(-1)!;
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) throw new RangeError('a frame that names a place it does not have');
  (holder as Record<string | number, unknown>)[last] = value;
}
