/**
 * Who may speak to the web host: whoever has its token. Other users of the machine and other pages in the same browser reach the same
 * port, so each request is checked: the Host (a name that was rebound to 127.0.0.1), the Origin (another page), the cookie.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Access {
  readonly token: string;
  readonly port: number;
}

export type Refusal = { readonly status: 403; readonly reason: string };

/** For how long after it was last in use a page is let in again without the token. */
const cookieSeconds = 7 * 24 * 60 * 60;

/** Whether the request comes from this machine's browser and from our page. Its port may be another: `ssh -L` forwards one. */
export function refuseOrigin({ host = '', origin }: IncomingHttpHeaders, { required }: { readonly required: boolean }): Refusal | null {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host)) return { status: 403, reason: `this address is not for the host "${host}"` };
  if (origin === undefined ? required : origin !== `http://${host}`) {
    return { status: 403, reason: 'only its own page may ask this' };
  }
  return null;
}

/** @param now milliseconds. */
export function hasCookie(access: Access, { cookie: sent = '' }: IncomingHttpHeaders, now = Date.now()): boolean {
  const start = `${nameOf(access)}=`;
  return sent
    .split(';')
    .map((pair) => pair.trim())
    .some((pair) => pair.startsWith(start) && isGood(access, pair.slice(start.length), now));
}

function isGood(access: Access, value: string, now: number): boolean {
  const expires = Number(/^(\d{1,12})\./.exec(value)?.[1]);
  return sameText(value, valueUntil(access, expires)) && expires * 1000 > now;
}

export function isToken({ token }: Access, given: string): boolean {
  return sameText(given, token);
}

/** @param now milliseconds. */
export function cookieHeader(access: Access, now = Date.now()): string {
  const value = valueUntil(access, Math.floor(now / 1000) + cookieSeconds);
  return `${nameOf(access)}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${cookieSeconds}`;
}

/** Browsers send cookies to every port of a host, so that two hosts need two names. */
function nameOf({ port }: Access): string {
  return `mixwright-${port}`;
}

/**
 * Not the token itself: any program that listens on 127.0.0.1 is sent the cookie. One that got out is good on this port until it expires;
 * whoever uses it before is given another, as a page in use is. `mixwright serve --new-token` ends both.
 * @param expires seconds since 1970.
 */
function valueUntil({ token, port }: Access, expires: number): string {
  return `${expires}.${createHmac('sha256', token).update(`mixwright cookie for port ${port} until ${expires}`).digest('base64url')}`;
}

/** In time that tells nothing of where they differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
