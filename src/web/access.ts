/**
 * Who may speak to the web host: whoever has its token. Other users of the machine and other pages in the same browser reach the same
 * port, so each request is checked: the Host (a name that was rebound to 127.0.0.1), the Origin (another page), the cookie.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Access {
  readonly token: string;
  /** Browsers send cookies to every port of a host, so that two hosts need two names. */
  readonly cookieName: string;
}

export type Refusal = { readonly status: 403; readonly reason: string };

const tokenBytes = 24;

/** @param token one known beforehand; none, or an empty one: a new one. */
export function createAccess(port: number, token?: string): Access {
  return { token: token || randomBytes(tokenBytes).toString('base64url'), cookieName: `mixwright-${port}` };
}

/** Whether the request comes from this machine's browser and from our page. Its port may be another: `ssh -L` forwards one. */
export function refuseOrigin({ host = '', origin }: IncomingHttpHeaders, { required }: { readonly required: boolean }): Refusal | null {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host)) return { status: 403, reason: `this address is not for the host "${host}"` };
  if (origin === undefined ? required : origin !== `http://${host}`) {
    return { status: 403, reason: 'only its own page may ask this' };
  }
  return null;
}

export function hasCookie({ token, cookieName }: Access, { cookie = '' }: IncomingHttpHeaders): boolean {
  return cookie
    .split(';')
    .map((pair) => pair.trim())
    .some((pair) => pair.startsWith(`${cookieName}=`) && sameText(pair.slice(cookieName.length + 1), token));
}

export function isToken({ token }: Access, given: string): boolean {
  return sameText(given, token);
}

export function cookieHeader({ token, cookieName }: Access): string {
  return `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`;
}

/** In time that tells nothing of where they differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
