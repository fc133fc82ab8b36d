import { describe, expect, it } from 'vitest';
import { fitProof } from '../../../src/training/proofs/fit.ts';

const mebi = 2 ** 20;
const plan = { frozen: 800 * mebi, trained: 100 * mebi, optimizer: 200 * mebi, gradients: 100 * mebi, activations: 300 * mebi, scratch: 0, total: 1500 * mebi };

describe('the fit proof', () => {
  it('passes when every byte was predicted', () => {
    expect(fitProof({ predicted: plan, allocated: plan, process: null })).toMatchObject({ ok: true, differences: [] });
  });

  it('fails for an under-estimated plan, naming the kind and both numbers', () => {
    const allocated = { ...plan, activations: plan.activations + 64, total: plan.total + 64 };
    const report = fitProof({ predicted: plan, allocated, process: null });
    expect(report.ok).toBe(false);
    expect(report.differences.map(({ kind }) => kind)).toEqual(['activations', 'total']);
    expect(report.detail).toContain(`predicted ${plan.activations.toLocaleString('en')} bytes, allocated ${(plan.activations + 64).toLocaleString('en')}`);
  });

  it('fails when kinds are wrong although the total agrees', () => {
    const allocated = { ...plan, frozen: plan.frozen + 1, trained: plan.trained - 1 };
    expect(fitProof({ predicted: plan, allocated, process: null }).ok).toBe(false);
  });

  it('allows the process 5 % or 32 MiB above its prediction, whichever is more', () => {
    const withPeak = (peakBytes: number) => fitProof({ predicted: plan, allocated: plan, process: { baselineBytes: 500 * mebi, peakBytes } }).ok;
    expect(withPeak(2099 * mebi)).toBe(true);
    expect(withPeak(2101 * mebi)).toBe(false);
    const small = { ...plan, total: 10 * mebi };
    const smallPeak = (peakBytes: number) => fitProof({ predicted: small, allocated: small, process: { baselineBytes: 50 * mebi, peakBytes } }).ok;
    expect(smallPeak(91 * mebi)).toBe(true);
    expect(smallPeak(93 * mebi)).toBe(false);
  });
});
