/** Our SHA-256 against the platform's. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256, sha256Hex } from '../../src/data/sha256.ts';

it("equals the platform's SHA-256, in whatever pieces the bytes come", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 128, 1000, 70_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7919) >> 3);
    const hash = sha256();
    for (let at = 0; at < length; at += 37) hash.update(bytes.subarray(at, at + 37));
    expect(hash.hex()).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});

it('minds the borders between texts', () => {
  expect(sha256Hex('ab', 'c')).not.toBe(sha256Hex('a', 'bc'));
});
