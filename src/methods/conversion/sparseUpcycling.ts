/**
 * Sparse upcycling (arXiv:2212.05055): every expert starts as a copy of the dense feed-forward, the router is drawn anew.
 * With renormalised weights the converted model computes the dense one's function exactly, whatever the router says.
 */
import type { DenseFfn } from '../../models/model.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { hash32 } from '../../shared/random.ts';
import { defineConversionMethod } from '../method.ts';

export const sparseUpcycling = defineConversionMethod({
  id: 'sparse-upcycling',
  name: 'Sparse upcycling',
  kind: 'conversion',
  paper: 'arXiv:2212.05055',
  summary: 'Copies the dense feed-forward into every expert and adds a router: a mixture of experts that starts exactly as good as the dense model.',
  options: {
    experts: { type: 'integer', default: 8, min: 2, max: 1024, help: 'Experts per layer.', symbol: 'E' },
    topK: { type: 'integer', default: 2, min: 1, max: 64, help: 'Experts that each token uses.', symbol: 'k' },
    routerInit: { type: 'number', default: 0.02, min: 0, max: 1, help: 'Standard deviation of the new router weights; 0: all experts tie.', symbol: 'σ' },
  },
  plan({ config, moeTwin }, { experts, topK }) {
    if (topK > experts)
      throw new MixwrightError('BAD_OPTIONS', `topK ${topK} exceeds the ${experts} experts`, {
        field: 'topK',
        hint: 'choose at most as many as there are experts',
      });
    if (topK === 1) {
      throw new MixwrightError('BAD_OPTIONS', 'topK 1 with renormalised weights would give every chosen expert weight 1 and the router no gradient', {
        field: 'topK',
        hint: 'use topK 2 or more',
      });
    }
    const moeLayer = config.ffn.findIndex(({ kind }) => kind === 'moe');
    if (moeLayer >= 0)
      throw new MixwrightError('BAD_MODEL', `the model is a mixture of experts already (layer ${moeLayer})`, { hint: 'upcycling starts from a dense model' });
    if ('refused' in moeTwin)
      throw new MixwrightError('NOT_EXPORTABLE', moeTwin.refused, { hint: 'no standard mixture-of-experts format can carry this base' });
    return moeTwin.configWith(config.ffn.map((ffn) => ({ kind: 'moe', experts, topK, width: (ffn as DenseFfn).width, normalizeTopK: true, sharedWidth: 0 })));
  },
  identity: () => true,
  async parameter(spec, _, { options, random, read }) {
    if (spec.role === 'experts') return read(spec.name.replace('.mlp.experts.', '.mlp.'));
    if (spec.role !== 'router') return read(spec.name);
    const purpose = hash32(spec.name);
    const size = spec.shape.reduce((a, b) => a * b, 1);
    return Float32Array.from({ length: size }, (_, index) => random.normal(purpose, index) * options.routerInit);
  },
});
