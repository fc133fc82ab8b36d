/** The messages of the RPC protocol, and how one is recognised. Ids are the client's, unique within a channel. */
import type { ErrorObject } from '../errors.ts';

type Id = number;

export type ClientMessage =
  /** `credits`: how many items may come before more is granted; ignored by calls. */
  readonly ['request', Id, name: string, input: unknown, credits: number] | readonly ['credit', Id, count: number] | readonly ['cancel', Id];

export type ServerMessage =
  | readonly ['result', Id, output: unknown]
  | readonly ['error', Id, ErrorObject]
  | readonly ['item', Id, item: unknown]
  | readonly ['end', Id];

const clientShapes: Readonly<Record<ClientMessage[0], (message: readonly unknown[]) => boolean>> = {
  request: ([, , name, , credits]) => typeof name === 'string' && isCount(credits),
  credit: ([, , count]) => isCount(count),
  cancel: () => true,
};

const serverShapes: Readonly<Record<ServerMessage[0], (message: readonly unknown[]) => boolean>> = {
  result: () => true,
  error: ([, , error]) => typeof error === 'object' && error !== null && 'code' in error && 'message' in error,
  item: () => true,
  end: () => true,
};

/** @returns null for what no client of ours sends. */
export function readClientMessage(message: unknown): ClientMessage | null {
  return hasShape(message, clientShapes) ? (message as unknown as ClientMessage) : null;
}

/** @returns null for what no server of ours sends. */
export function readServerMessage(message: unknown): ServerMessage | null {
  return hasShape(message, serverShapes) ? (message as unknown as ServerMessage) : null;
}

function hasShape(message: unknown, shapes: Readonly<Record<string, (message: readonly unknown[]) => boolean>>): boolean {
  if (!Array.isArray(message)) return false;
  const [type, id] = message as readonly unknown[];
  return typeof type === 'string' && Object.hasOwn(shapes, type) && Number.isSafeInteger(id) && shapes[type]!(message);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
