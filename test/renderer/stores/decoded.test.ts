import { expect, it } from 'vitest';
import { decoded } from '../../../src/renderer/stores/decoded.ts';

it('a part of a route is decoded, and taken as it stands where it is no encoding', () => {
  expect(['chats', 'a%2Fb', '50%25', 'x%', '%zz'].map(decoded)).toEqual(['chats', 'a/b', '50%', 'x%', '%zz']);
});
