/** Loss and perplexity of a model on a dataset, by task where rows name one. */
import { evaluationInputs } from '../../compile/batchInputs.ts';
import { windowsOf } from '../../compile/context.ts';
import { evaluateProgram } from '../../compile/scoring.ts';
import { createBatches } from '../../data/batches.ts';
import { prepareDataset } from '../../data/prepare.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { evaluate as evaluateBatches } from '../../training/evaluate.ts';
import { fileSources } from '../data/fileSource.ts';
import { openExecutor } from '../executor.ts';
import type { JobHandler } from '../job.ts';
import { loadVariables } from '../model/loadVariables.ts';
import { withModel } from '../model/openReference.ts';
import { routersOf } from '../model/routers.ts';
import { compiledModel } from '../model/score.ts';

export const evaluate: JobHandler<'evaluate'> = (job, control) =>
  withModel(job.model, async (model) => {
    const { microBatch, sequenceLength } = job;
    if (sequenceLength > model.config.maxPositions) {
      throw new MixwrightError('BAD_USAGE', `sequence length ${sequenceLength} exceeds the model's ${model.config.maxPositions} positions`, {
        field: 'sequenceLength',
        hint: `choose at most ${model.config.maxPositions}`,
      });
    }
    const recipe = { ...job.dataset, evalFiles: [], evalShare: 0, packing: true, template: null };
    const { train: samples } = await prepareDataset({
      sources: await fileSources(job.dataset.files),
      evalSources: [],
      recipe,
      tokenizer: await model.tokenizer(),
      sequenceLength,
      seed: 0,
      control,
    });
    const batches = createBatches(samples, { microBatch, sequenceLength, packing: true, seed: 0, shuffle: false });
    const compiled = compiledModel(model);
    const program = evaluateProgram(compiled, { microBatch, sequence: sequenceLength });
    const { executor } = await openExecutor({ device: job.device, abortFlag: control.abortFlag });
    try {
      const session = executor.compile({ evaluate: program });
      await loadVariables(session, [...compiled.variables.values()], model, control);
      const windows = windowsOf(model.config);
      return await evaluateBatches({
        session,
        routers: routersOf(program),
        batches: batches.epoch(0),
        inputs: (batch) => evaluationInputs(batch, windows),
        async afterBatch(done) {
          control.progress({ phase: 'evaluating', done, total: batches.batchesPerEpoch, unit: 'steps' });
          await control.breathe();
        },
      });
    } finally {
      executor.dispose();
    }
  });
