/** Full fine-tuning: every parameter of the model is trained. */
import { defineTrainingMethod } from '../method.ts';

export const full = defineTrainingMethod({
  id: 'full',
  name: 'Full fine-tuning',
  kind: 'full',
  paper: 'arXiv:1810.04805',
  summary: 'Trains every parameter of the model. The most memory: weights, gradients and two moments in f32.',
  options: { freezeRouter: { type: 'flag', default: false, help: 'Keep the routers of a mixture of experts as they are.' } },
  learningRate: 2e-5,
  attach({ parameters }, { freezeRouter }) {
    return { trains: parameters.filter(({ role }) => !(freezeRouter && role === 'router')).map(({ name }) => name), adds: [] };
  },
});
