/** The application for a browser: its page, its RPC, its uploads, on 127.0.0.1 and for whoever has the token. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { findPageFile } from '../services/pageFile.ts';
import { pageHeaders } from '../shared/contentSecurityPolicy.ts';
import { type ErrorCode, type ErrorObject, exitStatus, MixwrightError, toErrorObject } from '../shared/errors.ts';
import type { Contract, Handlers } from '../shared/rpc/contract.ts';
import { serve } from '../shared/rpc/serve.ts';
import { type Access, cookieHeader, hasCookie, isToken, refuseOrigin } from './access.ts';
import { receiveUpload } from './receiveUpload.ts';
import { openSockets } from './sockets.ts';

export interface WebHostOptions<C extends Contract> {
  readonly contract: C;
  readonly handlers: Handlers<C>;
  /** Folder of the built page. */
  readonly page: string;
  /** Folder that uploaded files go to. */
  readonly uploads: string;
  /** 0: any free one. */
  readonly port: number;
  /** What lets in; see `keptToken`. */
  readonly token: string;
  /** While the page is developed: the origin of the server that serves it instead. */
  readonly development?: string;
  /** What clients must not see. */
  onError(error: unknown, where: string): void;
}

export interface WebHost {
  /** With the token: for the one who started it. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @throws MixwrightError NOT_AVAILABLE when the port is taken. */
export async function startWebHost<C extends Contract>(options: WebHostOptions<C>): Promise<WebHost> {
  const server = createServer();
  // An upload may take hours.
  server.requestTimeout = 0;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw portProblem(error, options.port);
  });
  const { port } = server.address() as AddressInfo;
  const access: Access = { token: options.token, port };
  const sockets = openSockets((channel) => serve(options.contract, options.handlers, channel, { onError: options.onError }), {
    headers: () => [`Set-Cookie: ${cookieHeader(access)}`],
  });

  server.on('request', (request, response) => {
    answer({ request, response, access, options }).catch((error: unknown) => {
      // Without the query: the token may be in it, and logs are passed on.
      options.onError(error, `${request.method} ${pathOf(request)}`);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'something went wrong inside Mixwright');
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = refuseOrigin(request.headers, { required: true });
    if (refusal !== null || !hasCookie(access, request.headers) || pathOf(request) !== '/rpc') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.upgrade(request, socket, head);
  });

  return {
    url: `http://127.0.0.1:${port}/?token=${access.token}`,
    port,
    async close() {
      sockets.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portProblem(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  const why = error.code === 'EACCES' ? 'needs rights this user has not' : 'is taken by another program';
  return new MixwrightError('NOT_AVAILABLE', `port ${port} ${why}`, { field: 'port', hint: 'choose another with --port, or leave it out for any free one' });
}

interface Exchange<C extends Contract> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly access: Access;
  readonly options: WebHostOptions<C>;
}

async function answer<C extends Contract>({ request, response, access, options }: Exchange<C>): Promise<void> {
  const { method = 'GET', headers } = request;
  const reading = method === 'GET' || method === 'HEAD';
  const refusal = refuseOrigin(headers, { required: !reading });
  if (refusal !== null) {
    sendText(response, refusal.status, refusal.reason);
    return;
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const token = url.searchParams.get('token');
  if (reading && url.pathname === '/' && token !== null && isToken(access, token)) {
    // On to an address without the token, which would stay in the history otherwise.
    const { development: Location = '/' } = options;
    response.writeHead(303, { Location, 'Set-Cookie': cookieHeader(access), 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).end();
  } else if (!hasCookie(access, headers)) {
    sendText(response, 403, 'Open the address that Mixwright printed when it was started; it ends in ?token=…');
  } else if (reading) {
    // Kept good while the page is in use: it asks for this every day, and its socket brings one too.
    if (url.pathname === '/') response.setHeader('Set-Cookie', cookieHeader(access));
    await sendPage(request, response, { root: options.page, pathname: url.pathname });
  } else if (method === 'PUT' && url.pathname === '/upload') {
    await answerUpload(request, response, { options, query: url.searchParams });
  } else {
    sendText(response, 405, `${method} ${url.pathname} is not something this server does`);
  }
}

async function sendPage(request: IncomingMessage, response: ServerResponse, { root, pathname }: { root: string; pathname: string }): Promise<void> {
  const file = await findPageFile(root, pathname);
  if (file === null) {
    sendText(response, 404, `there is no ${pathname} here`);
    return;
  }
  response.writeHead(200, {
    ...pageHeaders,
    'Content-Type': file.type,
    'Content-Length': file.bytes,
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  // A reader that leaves ends its own download and nothing else.
  else await pipeline(createReadStream(file.path), response).catch(() => undefined);
}

async function answerUpload<C extends Contract>(
  request: IncomingMessage,
  response: ServerResponse,
  { options, query }: { options: WebHostOptions<C>; query: URLSearchParams },
): Promise<void> {
  try {
    const path = await receiveUpload(request, options.uploads, { name: query.get('name') ?? '', batch: query.get('batch') });
    sendJson(response, 200, { path });
  } catch (error) {
    // The page has gone, or took the file back: there is nobody to tell.
    if (request.destroyed && !request.complete) return;
    if (!(error instanceof MixwrightError)) options.onError(error, 'upload');
    const described = toErrorObject(error);
    refuseUpload(request, response, described);
  }
}

/** How long a client that is still sending has to see the answer. */
const lingerMs = 2000;

/** The rest of the file is of no use, and may be large: it is read for a while only, then the connection is closed. */
function refuseUpload(request: IncomingMessage, response: ServerResponse, described: ErrorObject): void {
  const text = JSON.stringify(described);
  const headers = { ...jsonHeaders, Connection: 'close', 'Content-Length': Buffer.byteLength(text) };
  response.writeHead(uploadStatus(described.code), headers).write(text);
  // Ending it closes the connection, and what the client has not read by then may be lost with it.
  const end = (): void => void response.end();
  const timer = setTimeout(end, lingerMs);
  response.once('close', () => clearTimeout(timer));
  request.once('end', end).once('error', end).resume();
}

function uploadStatus(code: ErrorCode): number {
  if (code === 'DISK_FULL') return 507;
  if (code === 'OUTPUT_EXISTS') return 409;
  return exitStatus(code) === 2 ? 400 : 500;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(`${text}\n`);
}

const jsonHeaders = { ...pageHeaders, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } as const;

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, jsonHeaders).end(JSON.stringify(value));
}
