/**
 * Turns a dense checkpoint into a mixture of experts on disk, with a receipt in it: the converted model's logits against the base's.
 * The folder appears with its receipt or not at all.
 */
import { join } from 'node:path';
import { findConversionMethod } from '../../methods/index.ts';
import type { ConversionMethod } from '../../methods/method.ts';
import { findArchitecture } from '../../models/architectures/index.ts';
import { activeParameters, type ModelConfig, totalParameters } from '../../models/model.ts';
import { type ConversionRecord, receiptFile } from '../../shared/conversion.ts';
import type { ConversionReceipt, ModelReference } from '../../shared/jobs.ts';
import { resolveOptions } from '../../shared/options.ts';
import { randomStream } from '../../shared/random.ts';
import { requireEmptyDestination, writeFolderAtomically } from '../../weights/atomicFolder.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import type { OpenModel } from '../model/model.ts';
import { openPlainModel } from '../model/openModel.ts';
import { openBase, withModel } from '../model/openReference.ts';
import { logitDifference, probeSequences, scoreSequences } from '../model/score.ts';
import { type ModelToWrite, writeModel } from '../model/writeModel.ts';

export const convert: JobHandler<'convert'> = (job, control) =>
  withModel(
    job.model,
    async (base) => {
      const method = findConversionMethod(job.method);
      const options = resolveOptions(method.options, job.options, method.id);
      const config = method.plan(base, options);
      await requireEmptyDestination(job.output);
      const dtype = job.dtype ?? base.config.dtype;
      const source = { base: base.config, options, random: randomStream(job.seed, `convert ${method.id}`), read: base.read };
      const parameter: ModelToWrite['parameter'] = (spec, expert) => method.parameter(spec, expert, source);
      const write = async (folder: string): Promise<ConversionReceipt> => {
        control.emit({ type: 'phase', phase: 'converting' });
        await writeModel(folder, { config, dtype, tokenizerFolder: base.folder, parameter }, control);
        control.emit({ type: 'phase', phase: 'proving' });
        const receipt = await conversionReceipt(base, folder, { method, options, dtype, device: job.device, control });
        const made = { method: method.id, options, base: pathOf(job.model), dtype, seed: job.seed, convertedAt: new Date().toISOString() };
        await writeReceipt(folder, { ...made, ...receipt });
        return receipt;
      };
      const receipt = await writeFolderAtomically(job.output, write, { signal: control.signal, temporary: job.temporary });
      const parameters = findArchitecture(config.modelType).parameters(config);
      return { type: 'result', output: job.output, parameters: { total: totalParameters(parameters), active: activeParameters(config, parameters) }, receipt };
    },
    openBase,
  );

function pathOf(model: ModelReference): string {
  return model.kind === 'checkpoint' ? model.path : model.checkpoint;
}

async function writeReceipt(folder: string, content: ConversionRecord): Promise<void> {
  await writeFileDurably(join(folder, receiptFile), `${JSON.stringify(content, null, 2)}\n`);
}

interface ReceiptInput {
  readonly method: ConversionMethod;
  readonly options: Parameters<ConversionMethod['identity']>[0];
  readonly dtype: ModelConfig['dtype'];
  readonly device: string;
  readonly control: HostControl;
}

/** How far logits may be apart where the conversion promises the same function: f32 arithmetic, or values rounded to 16 bits. */
const identityBound = { f32: 1e-4, f16: 1e-2, bf16: 5e-2 } as const;

/** Reads the written model back and scores both on the same tokens. */
export async function conversionReceipt(
  base: OpenModel,
  output: string,
  { method, options, dtype, device, control }: ReceiptInput,
): Promise<ConversionReceipt> {
  const converted = await openPlainModel(output);
  const { executor } = await openExecutor({ device });
  try {
    const probes = probeSequences(base.config.vocabSize, { sequences: 2, length: Math.min(48, base.config.maxPositions) });
    const [got, expected] = [await scoreSequences(converted, probes, { executor, control }), await scoreSequences(base, probes, { executor, control })];
    const difference = logitDifference(got, expected);
    const expectedIdentity = method.identity(options);
    // What a tensor is stored in decides, not what config.json calls the model; a run's tensors are f32.
    const rounds = base.parameters.some((spec) => base.storedDtype(spec) !== dtype);
    const bound = identityBound[rounds ? dtype : 'f32'];
    return { logitDifference: difference, expectedIdentity, ok: !expectedIdentity || difference.max <= bound };
  } finally {
    executor.dispose();
    await converted.close();
  }
}
