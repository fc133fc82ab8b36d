import { describe, expect, it } from 'vitest';
import { type Access, cookieHeader, hasCookie } from '../../src/web/access.ts';

const access: Access = { token: 'a-token-of-thirty-two-characters', port: 8080 };
const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 0, 1);

/** What a browser sends back: name and value. */
function cookieOf(from: Access, at = now): string {
  return cookieHeader(from, at).split(';')[0] as string;
}

describe('the cookie', () => {
  it('is good for seven days, whoever sends it after', () => {
    const cookie = cookieOf(access);
    expect(hasCookie(access, { cookie }, now)).toBe(true);
    expect(hasCookie(access, { cookie: `other=1; ${cookie}; more=2` }, now + 7 * day - 1000)).toBe(true);
    expect(hasCookie(access, { cookie }, now + 7 * day)).toBe(false);
  });

  it('says until when, and cannot be made to say another day', () => {
    const [name, value] = cookieOf(access).split('=') as [string, string];
    const [expires, mark] = value.split('.') as [string, string];
    expect(Number(expires) * 1000).toBe(now + 7 * day);
    for (const forged of [`${Number(expires) + 1}.${mark}`, `0${expires}.${mark}`, `${expires}.`, `${expires}`, `.${mark}`, `NaN.${mark}`, mark, '']) {
      expect(hasCookie(access, { cookie: `${name}=${forged}` }, now), forged).toBe(false);
    }
  });

  it('opens no other port and nothing once the token is another', () => {
    const cookie = cookieOf(access);
    expect(hasCookie({ ...access, token: 'another-token-of-thirty-two-char' }, { cookie }, now)).toBe(false);
    expect(hasCookie({ ...access, port: 8081 }, { cookie: cookie.replace('8080', '8081') }, now)).toBe(false);
    expect(cookie).not.toContain(access.token);
  });
});
