import { describe, expect, it } from 'vitest';
import { stillFollows } from '../../../../src/renderer/screens/playground/stillFollows.ts';

/** Of a scroller of 100 pixels. */
const at = (scrollTop: number, scrollHeight: number): Parameters<typeof stillFollows>[2] => ({ scrollTop, scrollHeight, clientHeight: 100 });

describe('a reader of what grows', () => {
  it('follows while more comes than has been scrolled to', () => {
    expect(stillFollows(true, 0, at(0, 400))).toBe(true);
    expect(stillFollows(true, 300, at(300, 700))).toBe(true);
    expect(stillFollows(true, 300, at(350, 700))).toBe(true);
  });

  it('goes away by going up, and stays away whatever comes', () => {
    expect(stillFollows(true, 300, at(200, 400))).toBe(false);
    expect(stillFollows(false, 200, at(250, 700))).toBe(false);
    expect(stillFollows(false, 200, at(200, 900))).toBe(false);
  });

  it('comes back by scrolling to the end, or nearly', () => {
    expect(stillFollows(false, 200, at(300, 400))).toBe(true);
    expect(stillFollows(false, 200, at(280, 400))).toBe(true);
    expect(stillFollows(false, 200, at(270, 400))).toBe(false);
  });

  it('is not taken for one who went up where what there was became less', () => {
    expect(stillFollows(true, 600, at(300, 400))).toBe(true);
  });
});
