import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeOnScreens, readWindowState, writeWindowState } from '../../src/main/windowState.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const state = { x: 100, y: 80, width: 1200, height: 800, maximized: false };
const screen = { x: 0, y: 0, width: 1920, height: 1080 };

describe('the window', () => {
  it('comes back where it was', async () => {
    const file = join(await temporaryFolder(), 'window.json');
    expect(readWindowState(file)).toBe(null);
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(placeOnScreens(state, [screen])).toEqual({ x: 100, y: 80, width: 1200, height: 800 });
  });

  it.each(['', '{', '{"x":"left"}', 'null'])('opens as at first when its file holds %j', async (text) => {
    const file = join(await temporaryFolder(), 'window.json');
    await writeFile(file, text);
    expect(readWindowState(file)).toBe(null);
    expect(placeOnScreens(null, [screen])).toEqual({});
  });

  it.each([
    ['on a screen that is gone', { ...state, x: 2000 }],
    ['with its title bar above the screen', { ...state, y: -30 }],
    ['below the screen', { ...state, y: 1070 }],
    ['all but off the left edge', { ...state, x: -1150 }],
  ])('keeps its size but not its place %s', (_, before) => {
    expect(placeOnScreens(before, [screen])).toEqual({ width: 1200, height: 800 });
  });
});
