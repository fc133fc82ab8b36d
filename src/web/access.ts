/**
 * Who may speak to the web host: whoever has its token. Other users of the machine and other pages in the same browser reach the same
 * port, so each request is checked: the Host (a name that was rebound to 127.0.0.1), the Origin (another page), the cookie.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Access {
  readonly token: string;
  /** Browsers send cookies to every port of a host, so that two hosts need two names. */
  readonly cookieName: string;
  /** Made from the token, which another program that listens on 127.0.0.1 would be sent otherwise; good for this port only. */
  readonly cookie: string;
}

export type Refusal = { readonly status: 403; readonly reason: string };

/** For how long after it was last opened a page is let in again without the token. */
const cookieSeconds = 7 * 24 * 60 * 60;

export function createAccess(port: number, token: string): Access {
  return { token, cookieName: `mixwright-${port}`, cookie: createHmac('sha256', token).update(`mixwright cookie for port ${port}`).digest('base64url') };
}

/** Whether the request comes from this machine's browser and from our page. Its port may be another: `ssh -L` forwards one. */
export function refuseOrigin({ host = '', origin }: IncomingHttpHeaders, { required }: { readonly required: boolean }): Refusal | null {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host)) return { status: 403, reason: `this address is not for the host "${host}"` };
  if (origin === undefined ? required : origin !== `http://${host}`) {
    return { status: 403, reason: 'only its own page may ask this' };
  }
  return null;
}

export function hasCookie({ cookie, cookieName }: Access, { cookie: sent = '' }: IncomingHttpHeaders): boolean {
  return sent
    .split(';')
    .map((pair) => pair.trim())
    .some((pair) => pair.startsWith(`${cookieName}=`) && sameText(pair.slice(cookieName.length + 1), cookie));
}

export function isToken({ token }: Access, given: string): boolean {
  return sameText(given, token);
}

export function cookieHeader({ cookie, cookieName }: Access): string {
  return `${cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${cookieSeconds}`;
}

/** In time that tells nothing of where they differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
