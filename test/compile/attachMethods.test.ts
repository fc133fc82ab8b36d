import { describe, expect, it } from 'vitest';
import { denseFfn, moeFfn, tinyConfig, tinyTarget } from '../support/tinyModel.ts';

describe('methods attached to a model', () => {
  it('are refused with both names when two own one site', () => {
    const uses = [
      { id: 'lora', options: { targets: ['attention'] } },
      { id: 'mixlora', options: {} },
    ];
    expect(() => tinyTarget(tinyConfig(denseFfn), uses)).toThrow(/"lora" and "mixlora" both change model\.layers\.0\.self_attn/);
  });

  it('may share a model where their sites are apart', () => {
    const uses = [
      { id: 'lora', options: { targets: ['attention'] } },
      { id: 'mixlora', options: { attention: false } },
    ];
    expect(() => tinyTarget(tinyConfig(denseFfn), uses)).not.toThrow();
  });

  it('are full fine-tuning when there are none, and when none of them trains', () => {
    const config = tinyConfig(moeFfn);
    const names = (uses: Parameters<typeof tinyTarget>[1]): number => tinyTarget(config, uses).attached.trains.size;
    expect(names([])).toBe(tinyTarget(config, []).parameters.length);
    expect(names([{ id: 'router-z-loss', options: {} }])).toBe(names([]));
  });

  it("bring the base's own balancing when the recipe names no balancer, and say so", () => {
    const config = { ...tinyConfig(moeFfn), routerAuxLossCoefficient: 0.02 };
    const own = tinyTarget(config, []).attached;
    expect(own.losses).toMatchObject([{ name: 'load-balancing-loss', coefficient: 0.02 }]);
    expect(own.notes.join()).toContain('0.02');
    const chosen = tinyTarget(config, [{ id: 'load-balancing-loss', options: { coefficient: 0.5 } }]).attached;
    expect(chosen.losses).toMatchObject([{ coefficient: 0.5 }]);
  });

  it('are refused twice, as conversions, and on models they cannot act on', () => {
    expect(() =>
      tinyTarget(tinyConfig(denseFfn), [
        { id: 'full', options: {} },
        { id: 'full', options: {} },
      ]),
    ).toThrow(/twice/);
    expect(() => tinyTarget(tinyConfig(denseFfn), [{ id: 'sparse-upcycling', options: {} }])).toThrow(/converts a model/);
    expect(() => tinyTarget(tinyConfig(moeFfn), [{ id: 'mixlora', options: {} }])).toThrow(/has experts already/);
    expect(() => tinyTarget(tinyConfig(denseFfn), [{ id: 'esft', options: {} }])).toThrow(/has not landed yet/);
  });
});
