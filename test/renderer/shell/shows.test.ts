import { expect, it } from 'vitest';
import { shows } from '../../../src/renderer/shell/shows.ts';

it('a screen shows what is told about it on each of its tabs, and nothing of its neighbours', () => {
  const paths = ['/runs/mix', '/runs/mix/log', '/runs/mix-2', '/runs/mix-2/log', '/runs', '/'];
  expect(paths.filter((path) => shows(path, '/runs/mix'))).toEqual(['/runs/mix', '/runs/mix/log']);
});
