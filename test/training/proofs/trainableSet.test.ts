import { describe, expect, it } from 'vitest';
import { train } from '../../../src/training/loop.ts';
import { proofWindow, watchTrainableSet } from '../../../src/training/proofs/trainableSet.ts';
import { type LoopChanges, tinyLoop } from '../support.ts';
import { type TinyOptions, tinyPrograms, tinySession } from '../tinyPrograms.ts';

async function run(options: TinyOptions, changes: LoopChanges = {}) {
  const programs = tinyPrograms(options);
  const { loop, recorded } = tinyLoop(programs, tinySession(programs), changes);
  const outcome = await train(loop).then(
    (result) => ({ result, error: null }),
    (error: unknown) => ({ result: null, error: error as { code: string; message: string; details: { tensor?: string } } }),
  );
  return { ...outcome, report: recorded.reports[0], recorded };
}

describe('the trainable-set proof', () => {
  it('passes a healthy run within the window and lists every tensor with its bytes', async () => {
    const { result, report, recorded } = await run({});
    expect(result?.state.proven).toBe(true);
    expect(report).toMatchObject({ ok: true, steps: proofWindow(3), faults: [], withoutTokens: [], expectedQuiet: [] });
    expect(report?.trainable).toEqual([
      { tensor: 'table', shape: [11, 11], dtype: 'f32', bytes: 484 },
      { tensor: 'experts', shape: [4, 11], dtype: 'f32', bytes: 176 },
      { tensor: 'bias', shape: [11], dtype: 'f32', bytes: 44 },
    ]);
    expect(report?.frozen).toEqual([{ tensor: 'base', shape: [11], dtype: 'f32', bytes: 44 }]);
    expect(recorded.events.filter(({ type }) => type === 'proof')).toEqual([expect.objectContaining({ ok: true, proof: 'trainable-set' })]);
  });

  it.each(['table', 'bias'] as const)('catches %s frozen although it is listed as trained', async (frozen) => {
    const { error, report } = await run({ frozen });
    expect(error).toMatchObject({ code: 'PROOF_FAILED', details: { tensor: frozen }, message: expect.stringContaining('never changed') });
    expect(report?.faults).toEqual([{ tensor: frozen, expert: null, reason: 'no-change' }]);
  });

  it('catches frozen experts, each by its number', async () => {
    const { error, report } = await run({ frozen: 'experts' });
    expect(error?.code).toBe('PROOF_FAILED');
    expect(report?.faults).toEqual([0, 1, 2, 3].map((expert) => ({ tensor: 'experts', expert, reason: 'no-change' })));
  });

  it.each(['table', 'bias'] as const)('catches %s falsely quiet, although weight decay moves it', async (quiet) => {
    const { error, report } = await run({ quiet });
    expect(error?.code).toBe('PROOF_FAILED');
    expect(report?.faults).toEqual([{ tensor: quiet, expert: null, reason: 'no-gradient' }]);
  });

  it('catches falsely quiet experts that received tokens, and lists those that received none', async () => {
    const { error, report } = await run({ quiet: 'experts' }, { experts: 2 });
    expect(error?.message).toContain('expert 0 of experts received tokens but never a gradient');
    expect(report?.faults).toEqual([0, 1].map((expert) => ({ tensor: 'experts', expert, reason: 'no-gradient' })));
    expect(report?.withoutTokens).toEqual([{ tensor: 'experts', experts: [2, 3] }]);
  });

  it('does not fail experts without tokens', async () => {
    const { result, report } = await run({}, { experts: 3 });
    expect(result?.status).toBe('done');
    expect(report).toMatchObject({ ok: true, withoutTokens: [{ tensor: 'experts', experts: [3] }] });
    expect(report?.detail).toContain('1 expert tensors rested');
  });

  it('accepts a zero gradient where the method declares it, always or for the first step', async () => {
    expect(await run({ quiet: 'experts', zeroAtInit: 'always' })).toMatchObject({ error: null, report: { ok: true, expectedQuiet: ['experts'] } });
    expect(await run({ quiet: 'experts', zeroAtInit: 'firstStep' }, { settings: { steps: 1 } })).toMatchObject({ error: null, report: { ok: true } });
    expect((await run({ quiet: 'experts', zeroAtInit: 'firstStep' }, { settings: { steps: 2 } })).error?.code).toBe('PROOF_FAILED');
  });

  it('judges a run that ends before its window', async () => {
    expect((await run({ quiet: 'bias' }, { settings: { steps: 3 } })).error?.code).toBe('PROOF_FAILED');
  });

  it('starts its window anew when a run goes on before it was proven', async () => {
    const programs = tinyPrograms();
    const session = tinySession(programs);
    let asked = 0;
    const first = tinyLoop(programs, session, { hooks: { command: async () => (++asked > 4 ? 'stop' : null) } });
    const { state } = await train(first.loop);
    expect(state.proven).toBe(false);
    const second = tinyLoop(programs, session, { start: state, checkpoint: 'step-4' });
    await train(second.loop);
    expect(second.recorded.reports).toMatchObject([{ ok: true, steps: 10 }]);
  });

  it('is not repeated once it was passed', async () => {
    const programs = tinyPrograms();
    const session = tinySession(programs);
    const { state } = await train(tinyLoop(programs, session, { settings: { steps: 12 } }).loop);
    const again = tinyLoop(programs, session, { start: state, settings: { steps: 14 } });
    await train(again.loop);
    expect(again.recorded.reports).toEqual([]);
  });

  it('sees a change of one value anywhere in a tensor', () => {
    const programs = tinyPrograms();
    const session = tinySession(programs);
    const watch = watchTrainableSet(programs, session);
    watch.observe({ squares: new Float32Array(6).fill(1), routers: [{ pairs: new Float64Array(4), trainedPairs: new Float64Array(4), entropy: 0 }] });
    const [table, rows] = programs.groups[0]?.tensors.map(({ parameter }) => session.values(parameter)) ?? [];
    if (!table || !rows) throw new Error('the tiny model has a table and experts');
    table[120] = (table[120] as number) + 1e-6;
    rows[11] = (rows[11] as number) + 1e-6;
    expect(watch.judge().faults.map(({ tensor, expert }) => [tensor, expert])).toEqual([
      ['experts', 0],
      ['experts', 2],
      ['experts', 3],
      ['bias', null],
    ]);
  });
});
