/** What a conversion would make of a model, at once and without reading a tensor: sizes, and who can open the result. */
import { findConversionMethod } from '../../methods/index.ts';
import type { ConversionMethod } from '../../methods/method.ts';
import { findArchitecture } from '../../models/architectures/index.ts';
import { activeParameters, totalParameters } from '../../models/model.ts';
import type { ConversionPlan } from '../../shared/api/models.ts';
import { errorCodes, MixwrightError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { resolveOptions } from '../../shared/options.ts';
import { freeBytes } from '../../weights/diskSpace.ts';
import type { DataDirectory } from '../directory/dataDirectory.ts';
import { clientSupport } from '../models/clients.ts';
import { modelMemory } from '../models/modelMemory.ts';
import { resolveModel } from '../models/modelReference.ts';
import { moeFacts, type PlainModel, plainModel, readPlainModel, weightBytes } from '../models/plainModel.ts';

export interface ConversionRequest {
  /** As a person writes it. */
  readonly model: string;
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What can be planned of a conversion that is possible. */
export interface PlannedConversion {
  readonly reference: ModelReference;
  readonly method: ConversionMethod;
  readonly options: ReturnType<typeof resolveOptions>;
  readonly base: PlainModel;
  readonly converted: PlainModel;
}

/** @throws MixwrightError with the reason why there can be no such conversion. */
export async function planConversion(data: DataDirectory, { model, method: id, options: given }: ConversionRequest): Promise<PlannedConversion> {
  const method = findConversionMethod(id);
  const options = resolveOptions(method.options, given, method.id);
  const reference = await resolveModel(data, model);
  const base = await readPlainModel(reference);
  const config = method.plan(base, options);
  return { reference, method, options, base, converted: plainModel(findArchitecture(config.modelType), config) };
}

/** The same for a form: what speaks against it is its answer, beside the field it belongs to. */
export async function describeConversion(data: DataDirectory, request: ConversionRequest): Promise<ConversionPlan> {
  try {
    return await describe(data, await planConversion(data, request));
  } catch (error) {
    if (!(error instanceof MixwrightError) || errorCodes[error.code] !== 'input') throw error;
    return { ok: false, reason: error.message, hint: error.details.hint ?? null, field: fieldOf(error) };
  }
}

async function describe(data: DataDirectory, { method, options, base, converted }: PlannedConversion): Promise<ConversionPlan> {
  const { architecture, config } = converted;
  const mixture = moeFacts(config);
  if (!mixture) throw new MixwrightError('INTERNAL', `${method.id} planned a model without experts`);
  const parameters = architecture.parameters(config);
  return {
    ok: true,
    modelType: config.modelType,
    layers: config.layers,
    moeLayers: mixture.layers,
    experts: mixture.experts,
    topK: mixture.topK,
    before: {
      parameters: totalParameters(base.architecture.parameters(base.config)),
      bytes: weightBytes(base.architecture, base.config, base.config.dtype),
    },
    after: { parameters: totalParameters(parameters), activeParameters: activeParameters(config, parameters) },
    bytes: { f32: weightBytes(architecture, config, 'f32'), bf16: weightBytes(architecture, config, 'bf16'), f16: weightBytes(architecture, config, 'f16') },
    memory: modelMemory(architecture, config),
    baseDtype: base.config.dtype,
    freeBytes: await freeBytes(data.models),
    clients: clientSupport(config, architecture.className),
    notes: [
      method.identity(options)
        ? 'The new model computes exactly what the dense one does until it is trained; the receipt proves it.'
        : 'The new model differs from the dense one before it is trained; the receipt says by how much.',
      ...(isPowerOfTwo(mixture.experts)
        ? []
        : [`${mixture.experts} experts are no power of two: fine for transformers and llama.cpp, some other tools want one.`]),
    ],
  };
}

/** Errors of options name them as method.option. */
function fieldOf({ details: { field } }: MixwrightError): string | null {
  return field?.split('.').at(-1) ?? null;
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
