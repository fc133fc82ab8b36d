import { expect, it } from 'vitest';
import { unusedName } from '../../src/shared/unusedName.ts';

it('is the name itself, else with the first number that is free', () => {
  expect([unusedName('a', ['b']), unusedName('a', ['a', 'a (2)', 'a (4)'])]).toEqual(['a', 'a (3)']);
});
