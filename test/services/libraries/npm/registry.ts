/** A small npm registry on this machine, which can be told to misbehave. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

export interface TestRegistry {
  readonly address: string;
  /** Ranges that were asked for, null for none. */
  readonly asked: (string | null)[];
}

export interface Behaviour {
  readonly name: string;
  readonly version: string;
  readonly tarball: Uint8Array;
  /** Answers whole files whatever range is asked for. */
  readonly withoutRanges?: boolean;
  /** Bytes after which an answer's connection is cut, by answer; none: it is not. */
  readonly cuts?: readonly number[];
  /** After these many bytes nothing more comes. */
  readonly stallsAfter?: number;
}

export async function startRegistry(behaviour: Behaviour): Promise<TestRegistry> {
  const asked: (string | null)[] = [];
  const server = createServer((request, response) => {
    if (request.url === `/${behaviour.name.replace('/', '%2f')}`) return sendPackument(request, response, behaviour);
    if (request.url !== '/tarball.tgz') return void response.writeHead(404).end();
    asked.push(request.headers.range ?? null);
    return sendTarball(request, response, { ...behaviour, cut: behaviour.cuts?.[asked.length - 1] ?? null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function sendPackument(request: IncomingMessage, response: ServerResponse, { name, version }: Behaviour): void {
  const tarball = `http://${request.headers.host}/tarball.tgz`;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ name, versions: { [version]: { dist: { tarball } } } }));
}

function sendTarball(
  request: IncomingMessage,
  response: ServerResponse,
  { tarball, withoutRanges, cut, stallsAfter }: Behaviour & { readonly cut: number | null },
): void {
  const from = withoutRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const content = tarball.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length });
  const stop = cut ?? stallsAfter ?? null;
  if (stop === null) return void response.end(content);
  response.write(content.subarray(0, stop), () => {
    // A moment, so that the other side has it before the line is cut.
    if (cut !== null) setTimeout(() => response.destroy(), 50);
  });
}

export interface TestFile {
  readonly path: string;
  readonly content: Uint8Array;
  /** In a pax header, as long names are. */
  readonly pax?: boolean;
}

/** As `npm pack` writes it. */
export function packTarball(files: readonly TestFile[]): Uint8Array {
  const blocks = files.flatMap(({ path, content, pax }) => [
    ...(pax ? [...tarBlocks('PaxHeader', paxRecord(path), 'x')] : []),
    ...tarBlocks(pax ? 'shortened' : path, content, '0'),
  ]);
  return gzipSync(Buffer.concat([...blocks, new Uint8Array(1024)]));
}

export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

function paxRecord(path: string): Uint8Array {
  const rest = ` path=${path}\n`;
  const length = [2, 3].map((digits) => rest.length + digits).find((total) => String(total).length + rest.length === total);
  return Buffer.from(`${length}${rest}`);
}

function tarBlocks(path: string, content: Uint8Array, type: string): readonly Uint8Array[] {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, new Uint8Array((512 - (content.length % 512)) % 512)];
}
