/** What a model is: headers, config and tokenizer; no tensor is read. */
import { methods } from '../../methods/index.ts';
import type { ConversionMethod } from '../../methods/method.ts';
import { activeParameters, totalParameters } from '../../models/model.ts';
import type { JobResults } from '../../shared/jobs.ts';
import { resolveOptions } from '../../shared/options.ts';
import { openCheckpoint } from '../../weights/openCheckpoint.ts';
import type { JobHandler } from '../job.ts';
import { materialised } from '../model/materialised.ts';
import type { OpenModel } from '../model/model.ts';
import { withModel } from '../model/openReference.ts';

export const inspect: JobHandler<'inspect'> = (job) =>
  withModel(job.model, async (model) => {
    const checkpoint = await openCheckpoint(model.folder);
    try {
      const stored = [...checkpoint.reader.tensors.values()];
      return {
        format: job.model.kind === 'run' ? 'run' : 'hf',
        modelType: model.config.modelType,
        parameters: totalParameters(model.parameters) + addedParameters(model),
        activeParameters: activeParameters(model.config, model.parameters) + addedParameters(model),
        bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0),
        tensors: stored.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
        config: checkpoint.config,
        tokenizer: await describeTokenizer(model, checkpoint.tokenizerFiles.length > 0),
        canBecome: conversions(model),
        notes: model.notes,
      };
    } finally {
      await checkpoint.reader.close();
    }
  });

function addedParameters({ attached }: OpenModel): number {
  return (attached?.adds ?? []).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

async function describeTokenizer(model: OpenModel, present: boolean): Promise<JobResults['inspect']['tokenizer']> {
  if (!present) return null;
  const { kind, vocabSize, chatTemplate } = await model.tokenizer();
  return { kind, vocabSize, chatTemplate };
}

/** Which conversions accept this model with their default options, and why the others do not. */
function conversions(model: OpenModel): JobResults['inspect']['canBecome'] {
  return methods
    .filter((method): method is ConversionMethod => method.kind === 'conversion')
    .map((method) => {
      try {
        const { config, moeTwin } = materialised(model);
        const converted = method.plan({ config, moeTwin }, resolveOptions(method.options, {}, method.id));
        return { method: method.id, modelType: converted.modelType, ok: true };
      } catch (error) {
        return { method: method.id, ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    });
}
