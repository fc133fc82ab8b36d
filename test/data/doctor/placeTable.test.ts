import { expect, it } from 'vitest';
import { createPlaceTable } from '../../../src/data/doctor/placeTable.ts';
import { randomStream } from '../../../src/shared/random.ts';

it('agrees with a map on 50 000 keys, many of them repeated and many in one neighbourhood', () => {
  const stream = randomStream(1, 'keys');
  const table = createPlaceTable();
  const map = new Map<string, { file: string; line: number }>();
  const word = (i: number): string =>
    Math.floor(2 ** 32 * stream.uniform(0, i))
      .toString(16)
      .padStart(8, '0');
  for (let i = 0; i < 50_000; i++) {
    // The first word says where to look; few of them make long runs of neighbours.
    const key = `${i % 100 === 0 ? '0000000f' : word(i % 20_000)}${word(2 * (i % 30_000))}${word(i % 7)}00000000`;
    const place = { file: `file ${Math.floor(i / 1000)}`, line: i + 1 };
    if (i % 50 === 0) expect(table.get(key)).toEqual(map.get(key));
    table.add(key, place);
    if (!map.has(key)) map.set(key, place);
  }
  for (const [key, place] of map) expect(table.get(key)).toEqual(place);
  expect(table.get('f'.repeat(32))).toBeUndefined();
});
