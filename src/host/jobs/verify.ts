/** Whether a model or export is whole: it opens, its numbers are finite, its tokenizer works, it computes; against another, its logits. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Executor } from '../../engine/executors/executor.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobResults } from '../../shared/jobs.ts';
import { openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import type { OpenModel } from '../model/model.ts';
import { openReference } from '../model/openReference.ts';
import { logitDifference, probeSequences, scoreSequences } from '../model/score.ts';

type Check = JobResults['verify']['checks'][number];

/** Equal functions whose sums run in another order, or whose weights were rounded to 16 bits. */
const logitBound = { f32: 1e-3, f16: 2e-2, bf16: 8e-2 } as const;

export const verify: JobHandler<'verify'> = async (job, control) => {
  const checks: Check[] = [];
  const model = await passing(
    checks,
    'opens',
    () => openReference(job.model),
    (opened) => `${opened.config.modelType}, ${opened.parameters.length} tensors`,
  );
  if (model) {
    const { executor } = await openExecutor({ device: job.device });
    try {
      await passing(
        checks,
        'finite',
        () => requireFinite(model, control),
        (count) => `${count} values`,
      );
      await passing(
        checks,
        'tokenizer',
        () => roundTrip(model),
        (detail) => detail,
      );
      const logits = await passing(
        checks,
        'computes',
        () => probe(model, { executor, control }),
        (rows) => `finite logits for ${rows.length} sequences`,
      );
      if (logits && job.against) {
        const against = job.against;
        await passing(
          checks,
          'logits',
          () => compare(model, logits, { against, executor, control }),
          (detail) => detail,
        );
      }
    } finally {
      executor.dispose();
      await model.close();
    }
  }
  return { ok: checks.every(({ ok }) => ok), checks };
};

/** Runs a check; a refusal is the check's result, not the job's failure. */
async function passing<T>(checks: Check[], id: string, run: () => Promise<T>, describe: (value: T) => string): Promise<T | null> {
  try {
    const value = await run();
    checks.push({ id, ok: true, detail: describe(value) });
    return value;
  } catch (error) {
    if (!(error instanceof MixwrightError) || error.code === 'STOPPED') throw error;
    checks.push({ id, ok: false, detail: error.message });
    return null;
  }
}

async function requireFinite(model: OpenModel, control: HostControl): Promise<number> {
  let count = 0;
  for (const [i, spec] of model.parameters.entries()) {
    control.signal.throwIfAborted();
    for (const expert of spec.role === 'experts' ? Array.from({ length: spec.shape[0] as number }, (_, e) => e) : [undefined]) {
      const values = await model.read(spec.name, expert);
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at >= 0)
        throw new MixwrightError('BAD_MODEL', `${spec.name} holds ${values[at]} at element ${at}${expert === undefined ? '' : ` of expert ${expert}`}`, {
          tensor: spec.name,
        });
      count += values.length;
    }
    control.progress({ phase: 'verifying', done: i + 1, total: model.parameters.length, unit: 'tensors' });
  }
  return count;
}

async function roundTrip(model: OpenModel): Promise<string> {
  if (!existsSync(join(model.folder, 'tokenizer.json'))) return 'none: text cannot be turned into tokens, everything else works';
  const tokenizer = await model.tokenizer();
  const text = 'Hello, world 123';
  const ids = tokenizer.encode(text, false);
  const outside = ids.find((id) => id >= model.config.vocabSize);
  if (outside !== undefined)
    throw new MixwrightError('BAD_MODEL', `the tokenizer gives id ${outside}, the model's vocabulary ends at ${model.config.vocabSize - 1}`);
  const back = tokenizer.decode(ids);
  if (back.trim() !== text) throw new MixwrightError('BAD_MODEL', `the tokenizer turns ${JSON.stringify(text)} into ${JSON.stringify(back)}`);
  return `${tokenizer.kind}, ${tokenizer.vocabSize} tokens`;
}

async function probe(model: OpenModel, surroundings: { readonly executor: Executor; readonly control: HostControl }): Promise<readonly Float32Array[]> {
  const rows = await scoreSequences(model, probesFor(model), surroundings);
  if (rows.some((row) => row.some((value) => !Number.isFinite(value)))) throw new MixwrightError('BAD_MODEL', 'its logits are not finite');
  return rows;
}

function probesFor({ config }: OpenModel): readonly (readonly number[])[] {
  return probeSequences(config.vocabSize, { sequences: 2, length: Math.min(48, config.maxPositions) });
}

async function compare(
  model: OpenModel,
  logits: readonly Float32Array[],
  { against, ...surroundings }: { readonly against: Parameters<typeof openReference>[0]; readonly executor: Executor; readonly control: HostControl },
): Promise<string> {
  const other = await openReference(against);
  try {
    if (other.config.vocabSize !== model.config.vocabSize)
      throw new MixwrightError('BAD_MODEL', `vocabularies differ: ${model.config.vocabSize} and ${other.config.vocabSize} tokens`);
    // As the export proof does: an export holds a run's base as it is stored, not as the run quantised it.
    const { max, mean } = logitDifference(logits, await scoreSequences({ ...other, frozenDtype: 'stored' }, probesFor(model), surroundings));
    const narrowest = model.config.dtype === other.config.dtype && !model.attached && !other.attached ? 'f32' : model.config.dtype;
    const detail = `max ${max.toExponential(2)}, mean ${mean.toExponential(2)}`;
    if (max > logitBound[narrowest]) throw new MixwrightError('PROOF_FAILED', `logits differ: ${detail}, more than ${logitBound[narrowest]}`);
    return detail;
  } finally {
    await other.close();
  }
}
