import { describe, expect, it } from 'vitest';
import { createThreadTeam } from '../../../../src/engine/executors/ggml/threadTeam.ts';

/** A team of four on a clock of its own: what stretches take is set, what they ran with is recorded. */
function setUp(threads = 4) {
  const clock = { time: 0, alone: 10, together: 3 };
  const used: number[] = [];
  const team = createThreadTeam(threads, () => clock.time);
  const stretch = team.stretch();
  const run = (times: number, one = stretch): number[] => {
    used.length = 0;
    for (let i = 0; i < times; i++) {
      one((count) => {
        used.push(count);
        clock.time += count === 1 ? clock.alone : clock.together;
      });
    }
    return [...used];
  };
  return { clock, team, run };
}

describe('a thread team', () => {
  it('shares stretches once their time alone is known', () => {
    expect(setUp().run(6)).toEqual([1, 1, 4, 4, 4, 4]);
  });

  it('leaves short stretches to one thread', () => {
    const { clock, run } = setUp();
    clock.alone = 0.05;
    expect(run(6)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('rests, for every stretch, when one takes longer together than alone', () => {
    const { clock, run, team } = setUp();
    const other = team.stretch();
    run(2, other);
    run(4);
    clock.together = 40;
    expect(run(3)).toEqual([4, 1, 1]);
    expect(run(3, other)).toEqual([1, 1, 1]);
  });

  it('tries again after a rest, each twice as long while it fails, and goes on when it works', () => {
    const { clock, run } = setUp();
    run(2);
    clock.together = 40;
    const trials: number[] = [];
    for (let i = 0; i < 2000; i++) if (run(1)[0] === 4) trials.push(clock.time);
    const rests = trials.slice(1).map((time, i) => time - (trials[i] as number));
    expect(rests.slice(0, 3).map((rest) => Math.round(rest / 100))).toEqual([1, 2, 4]);
    clock.together = 3;
    clock.time += 60_000;
    expect(run(3)).toEqual([4, 4, 4]);
  });

  it('has nothing to decide with one thread, or on a GPU', () => {
    expect([setUp(1).run(3), setUp(0).run(3)]).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });
});
