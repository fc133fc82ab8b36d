import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { type ClientRequest, get, type IncomingHttpHeaders, request } from 'node:http';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Socket, socketChannel } from '../../src/shared/rpc/channels/socketChannel.ts';
import { connect } from '../../src/shared/rpc/client.ts';
import { call } from '../../src/shared/rpc/contract.ts';
import { startWebHost, type WebHost } from '../../src/web/webHost.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const contract = { echo: call(z.object({ text: z.string() }), z.object({ text: z.string() })) };

const token = 'a-token-of-thirty-two-characters';

let folder: string;
let host: WebHost;
const onError = vi.fn();

beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<title>Mixwright</title>');
  await writeFile(join(folder, 'page', 'assets', 'index-1.js'), 'export {};');
  await writeFile(join(folder, 'secret.json'), '{}');
  host = await startWebHost({
    contract,
    handlers: { echo: async ({ text: said }) => ({ text: said }) },
    page: join(folder, 'page'),
    uploads: join(folder, 'uploads'),
    port: 0,
    token,
    onError,
  });
});

afterEach(async () => {
  await host.close();
  expect(onError).not.toHaveBeenCalled();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readable | string;
}

/** Sends the path as it stands, dots and all, on a connection of its own: a kept one may be one to a host that has closed. */
function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request({ host: '127.0.0.1', port: host.port, path, method, headers, agent: false }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    sent.on('error', reject);
    if (body instanceof Readable) body.pipe(sent);
    else sent.end(body);
  });
}

async function login(): Promise<string> {
  const { status, headers } = await ask(new URL(host.url).pathname + new URL(host.url).search);
  expect(status).toBe(303);
  expect(headers.location).toBe('/');
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

const own = (): string => `http://127.0.0.1:${host.port}`;

describe('the web host lets in', () => {
  it('whoever has the token, by a cookie that scripts and other sites do not get', async () => {
    const { headers } = await ask(`/?token=${new URL(host.url).searchParams.get('token')}`);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(new RegExp(`^mixwright-${host.port}=\\d{10}\\..{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800$`)),
    ]);
    const cookie = await login();
    expect(await ask('/', { headers: { cookie } })).toMatchObject({ status: 200, body: '<title>Mixwright</title>' });
  });

  it('who was let in before it was started again on its port, by the same token only', async () => {
    const cookie = await login();
    expect(cookie).not.toContain(token);
    const { port } = host;
    const again = async (known: string, at = port): Promise<void> => {
      await host.close();
      host = await startWebHost({
        contract,
        handlers: { echo: async ({ text: said }) => ({ text: said }) },
        ...{ page: join(folder, 'page'), uploads: join(folder, 'uploads'), port: at, token: known, onError },
      });
    };
    await again(token);
    expect((await ask('/', { headers: { cookie } })).status).toBe(200);
    await again('another-token-of-thirty-two-char');
    expect((await ask('/', { headers: { cookie } })).status).toBe(403);
    // What a program on another port was sent by the browser is of no use here.
    await again(token, 0);
    expect((await ask('/', { headers: { cookie: cookie.replace(/^[^=]*/, `mixwright-${host.port}`) } })).status).toBe(403);
  });

  it('nobody else', async () => {
    const cookie = await login();
    for (const headers of [{}, { cookie: `${cookie}x` }, { cookie: `mixwright-${host.port}=` }, { cookie: cookie.replace(/^[^=]*/, 'mixwright-1') }]) {
      expect(await ask('/', { headers })).toMatchObject({ status: 403, body: expect.stringContaining('token') });
    }
    expect((await ask('/?token=wrong')).status).toBe(403);
    expect((await ask('/assets/index-1.js')).status).toBe(403);
  });

  it('no name that was bound to this address, no other page', async () => {
    const cookie = await login();
    expect((await ask('/', { headers: { cookie, host: 'evil.example' } })).status).toBe(403);
    expect((await ask('/', { headers: { cookie, host: '127.0.0.1.evil.example:80' } })).status).toBe(403);
    expect((await ask('/', { headers: { cookie, origin: 'http://evil.example' } })).status).toBe(403);
    expect((await ask('/', { headers: { cookie, origin: 'http://127.0.0.1:1' } })).status).toBe(403);
    expect((await ask('/upload?name=a', { method: 'PUT', headers: { cookie } })).status).toBe(403);
    // ssh -L 9000:127.0.0.1:PORT
    expect((await ask('/', { headers: { cookie, host: 'localhost:9000', origin: 'http://localhost:9000' } })).status).toBe(200);
  });

  it('listens on 127.0.0.1 only', async () => {
    await expect(
      new Promise((resolve, reject) => {
        get({ host: '::1', port: host.port }, resolve).on('error', reject);
      }),
    ).rejects.toThrow();
  });
});

describe('the page', () => {
  it('comes with its policy', async () => {
    const cookie = await login();
    const { headers } = await ask('/', { headers: { cookie } });
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-cache' });
    expect((await ask('/assets/index-1.js', { headers: { cookie } })).headers['cache-control']).toContain('immutable');
    expect(await ask('/', { method: 'HEAD', headers: { cookie } })).toMatchObject({
      ...{ status: 200, body: '' },
      headers: { 'set-cookie': [expect.stringContaining(`mixwright-${host.port}=`)] },
    });
  });

  it.each([
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/..\\secret.json',
    '/assets/../../secret.json',
    '/nothing.js',
    '/assets',
    '/%',
    '/a%00.js',
  ])('has nothing at %s', async (path) => {
    const cookie = await login();
    expect((await ask(path, { headers: { cookie } })).status).toBe(404);
  });

  it('takes nothing but reading', async () => {
    const headers = { cookie: await login(), origin: own() };
    for (const method of ['POST', 'DELETE', 'PUT']) expect((await ask('/', { method, headers })).status).toBe(405);
  });
});

describe('uploads', () => {
  const put = async (query: string, body: Readable | string): Promise<Answer> =>
    ask(`/upload?${query}`, { method: 'PUT', headers: { cookie: await login(), origin: own() }, body });

  it('are written as they came, for this user alone, in their place', async () => {
    const content = Buffer.alloc(3_000_000, 'a row\n').toString();
    const { status, body } = await put('name=chats/may%202026.jsonl&batch=0123-4567-89ab', Readable.from([content.slice(0, 100), content.slice(100)]));
    expect(status).toBe(200);
    const { path } = JSON.parse(body) as { path: string };
    expect(path).toBe(join(folder, 'uploads', '0123-4567-89ab', 'chats', 'may 2026.jsonl'));
    expect(await readFile(path, 'utf8')).toBe(content);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const beside = JSON.parse((await put('name=chats/june.jsonl&batch=0123-4567-89ab', 'x')).body) as { path: string };
    expect(beside.path).toBe(join(folder, 'uploads', '0123-4567-89ab', 'chats', 'june.jsonl'));
    expect(await put('name=chats/june.jsonl&batch=0123-4567-89ab', 'y')).toMatchObject({ status: 409 });
    expect(await readFile(beside.path, 'utf8')).toBe('x');
  });

  it.each(['', '..', '../x', 'a/../../x', '/etc/passwd', 'a//b', 'a\\..\\b', 'a%00b', 'a%0Ab', `${'x'.repeat(256)}`, 'a/'.repeat(40)])(
    'refuse the name %j',
    async (name) => {
      const { status, body } = await put(`name=${name}`, 'x');
      expect({ status, body: JSON.parse(body) }).toMatchObject({ status: 400, body: { code: 'BAD_USAGE', field: 'name' } });
    },
  );

  it('refuse a batch that is a path', async () => {
    expect(await put('name=a.jsonl&batch=../../etc/x', 'x')).toMatchObject({ status: 400 });
  });

  it('refuse what the disk cannot hold, before a byte is written', async () => {
    const headers = { cookie: await login(), origin: own(), 'content-length': String(2 ** 52) };
    const answer = await new Promise<number>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: host.port, path: '/upload?name=big.jsonl', method: 'PUT', headers }, (response) => {
        resolve(response.statusCode ?? 0);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write('x');
    });
    expect(answer).toBe(507);
  });

  it('that are refused close their connection soon, however much is still to come', async () => {
    const socket = createConnection(host.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const head = ['PUT /upload?name=big.jsonl HTTP/1.1', `Host: 127.0.0.1:${host.port}`, `Origin: ${own()}`, `Cookie: ${await login()}`];
    socket.write(`${[...head, `Content-Length: ${2 ** 52}`].join('\r\n')}\r\n\r\n`);
    const sending = setInterval(() => socket.write('x'.repeat(1000)), 20);
    onTestFinished(() => clearInterval(sending));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    expect(answer).toMatch(/^HTTP\/1.1 507 .*Connection: close.*DISK_FULL/s);
  });

  it('are answered when the disk becomes full under them', async ({ skip }) => {
    const uploads = join(folder, 'uploads');
    await mkdir(uploads);
    const mount = (options: string): boolean => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'mixwright-test', uploads], { stdio: 'ignore' }).status === 0;
    if (!mount('size=300m')) return skip('mounting a tmpfs is not permitted here');
    onTestFinished(() => void spawnSync('umount', [uploads], { stdio: 'ignore' }));
    const headers = { cookie: await login(), origin: own() };
    const sent = request({ host: '127.0.0.1', port: host.port, path: '/upload?name=big.jsonl&batch=full-full', method: 'PUT', headers });
    sent.on('error', () => undefined);
    const answered = new Promise<string>((resolve) => sent.on('response', async (response) => resolve(`${response.statusCode} ${await text(response)}`)));
    sent.write('x');
    await eventually(async () => expect(await readdir(join(uploads, 'full-full'))).toHaveLength(1));
    expect(mount('remount,size=1m')).toBe(true);
    sent.write('x'.repeat(2 ** 21));
    expect(await answered).toMatch(/^507 .*DISK_FULL.*became full.*free some space/);
    expect(await readdir(join(uploads, 'full-full'))).toEqual([]);
    sent.destroy();
  });

  it('leave nothing when they break off', async () => {
    const headers = { cookie: await login(), origin: own(), 'content-length': '1000000' };
    const sent = request({ host: '127.0.0.1', port: host.port, path: '/upload?name=half.jsonl&batch=half-half', method: 'PUT', headers });
    sent.on('error', () => undefined);
    sent.write('x'.repeat(1000));
    const at = join(folder, 'uploads', 'half-half');
    await eventually(async () => expect(await readdir(at)).toHaveLength(1));
    sent.destroy();
    await eventually(async () => expect(await readdir(at)).toEqual([]));
  });
});

describe('the socket', () => {
  const socketWith = (headers: Readonly<Record<string, string>>, path = '/rpc'): WebSocket => new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
  const refused = (socket: WebSocket): Promise<string> => new Promise((resolve) => socket.on('error', ({ message }) => resolve(message)));

  it('speaks RPC with its own page', async () => {
    const client = connect(contract, socketChannel(socketWith({ cookie: await login(), origin: own() }) as unknown as Socket));
    expect(await client.call('echo', { text: 'hello' })).toEqual({ text: 'hello' });
    client.close();
    await client.closed;
  });

  it('brings a new cookie, so that a page which connects again is let in for as long as if it had been opened', async () => {
    const socket = socketWith({ cookie: await login(), origin: own() });
    const { headers } = await new Promise<{ headers: IncomingHttpHeaders }>((resolve) => socket.once('upgrade', resolve));
    socket.close();
    const [line] = headers['set-cookie'] as [string];
    expect(line).toMatch(/; HttpOnly; SameSite=Strict; Path=\/; Max-Age=604800$/);
    expect((await ask('/', { headers: { cookie: line.split(';')[0] as string } })).status).toBe(200);
  });

  it('opens for nobody else', async () => {
    const cookie = await login();
    const attempts = [
      socketWith({ origin: own() }),
      socketWith({ cookie }),
      socketWith({ cookie, origin: 'http://evil.example' }),
      socketWith({ cookie, origin: own(), host: 'evil.example' }),
      socketWith({ cookie, origin: own() }, '/other'),
    ];
    for (const message of await Promise.all(attempts.map(refused))) expect(message).toContain('403');
  });

  it('closes on what is no frame of ours', async () => {
    const socket = socketWith({ cookie: await login(), origin: own() });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send('not json');
    await closed;
  });
});

it('leads to the server that the page is developed with', async () => {
  const [development, places] = ['http://127.0.0.1:5199', { page: folder, uploads: folder }];
  const developed = await startWebHost({ contract, handlers: { echo: async (input) => input }, ...places, port: 0, token, onError, development });
  const { status, headers } = await fetch(developed.url, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([303, development]);
  await developed.close();
});

it('says which port is taken', async () => {
  const second = startWebHost({ contract, handlers: { echo: async (input) => input }, page: folder, uploads: folder, port: host.port, token, onError });
  await expect(second).rejects.toMatchObject({ code: 'NOT_AVAILABLE', message: expect.stringContaining(String(host.port)) });
});
