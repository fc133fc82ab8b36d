import { describe, expect, it } from 'vitest';
import { configText } from '../../src/models/configText.ts';

describe('configText', () => {
  it('writes whole floats as Python would, in sections too, and integers as they are', () => {
    const text = configText({ vocab_size: 97, rope_theta: 10000, router_aux_loss_coef: 0, rms_norm_eps: 1e-5, rope_scaling: { factor: 8, beta_fast: 32.5 } });
    expect(text).toContain('"vocab_size": 97,');
    expect(text).toContain('"rope_theta": 10000.0,');
    expect(text).toContain('"router_aux_loss_coef": 0.0,');
    expect(text).toContain('"rms_norm_eps": 0.00001,');
    expect(text).toContain('"factor": 8.0,');
    expect(text).toContain('"beta_fast": 32.5');
  });

  it('reads back as what was written, whatever the texts in it say', () => {
    const json = { rope_theta: 5e5, factor: null, initializer_range: 1e30, note: '"\uE0001"', factor_note: ['8', '\uE0008 '] };
    expect(JSON.parse(configText(json))).toEqual(json);
  });
});
