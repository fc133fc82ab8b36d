/** Where keys lead among tokens, and what is told of one. */
import { describe, expect, it } from 'vitest';
import { describeToken, type TokenMarks, tokenLabel } from '../../src/renderer/components/tokens/tokenMarks.ts';
import { stepAcross, stepAlong, type TokenPlace } from '../../src/renderer/components/tokens/tokenSteps.ts';

describe('walking along tokens', () => {
  it('goes one by one and ends at the ends', () => {
    expect(stepAlong('ArrowRight', 3, 5)).toBe(4);
    expect(stepAlong('ArrowRight', 4, 5)).toBe(4);
    expect(stepAlong('ArrowLeft', 0, 5)).toBe(0);
    expect([stepAlong('Home', 3, 5), stepAlong('End', 3, 5)]).toEqual([0, 4]);
    expect(stepAlong('x', 3, 5)).toBeNull();
  });

  // Two rows of tokens and half a third:  [0 ][1    ][2 ]  /  [3     ][4 ]  /  [5 ]
  const place = (position: number, left: number, right: number, top: number): TokenPlace => ({ position, left, right, top, bottom: top + 20 });
  const places = [place(0, 0, 30, 0), place(1, 30, 90, 1), place(2, 90, 120, 0), place(3, 0, 70, 26), place(4, 70, 120, 26), place(5, 0, 30, 52)];
  const from = (position: number): TokenPlace => places[position] as TokenPlace;

  it('goes up and down to what stands there', () => {
    expect(stepAcross('ArrowDown', from(1), places)).toBe(3);
    expect(stepAcross('ArrowDown', from(2), places)).toBe(4);
    expect(stepAcross('ArrowUp', from(4), places)).toBe(2);
    expect(stepAcross('ArrowDown', from(4), places)).toBe(5);
    expect(stepAcross('ArrowUp', from(5), places)).toBe(3);
  });

  it('stays in the first row going up and in the last going down', () => {
    expect(stepAcross('ArrowUp', from(1), places)).toBe(1);
    expect(stepAcross('ArrowDown', from(5), places)).toBe(5);
  });
});

describe('what is told of a token', () => {
  const token = { id: 812, text: ' plus', routing: [{ layer: 1, experts: [3, 1], weights: [0.62, 0.38] }] };
  const byExpert: TokenMarks = { by: 'expert', layer: 1, experts: 4 };

  it('is its place, its id and where it went', () => {
    expect(describeToken(token, 4, byExpert)).toBe('Token 5 · id 812\nexpert 3 62 %\nexpert 1 38 %');
    expect(tokenLabel(token, 4, byExpert)).toBe('plus, token 5 · id 812, layer 1, expert 3 62 %, expert 1 38 %');
    expect(tokenLabel({ id: 1, text: '\n' }, 0, byExpert)).toBe('↵, token 1 · id 1, layer 1, no routing known');
  });

  it('is whether it is trained', () => {
    expect(describeToken({ text: 'x', trained: true }, 0, { by: 'trained' })).toBe('Token 1\ntrained');
    expect(describeToken({ text: 'x', trained: true }, 9, { by: 'trained', cut: 9 })).toBe('Token 10\ncut off by the sequence length');
    expect(describeToken({ text: 'x' }, 0, { by: 'nothing' })).toBe('Token 1');
  });
});
