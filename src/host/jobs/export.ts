/**
 * Writes a model as a standard Hugging Face checkpoint and proves it: the folder is opened again by the reading path, its logits
 * are compared with those of the model as it was trained, and every trained expert must differ from what it was.
 */
import { join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import type { JobOf, JobResults } from '../../shared/jobs.ts';
import { requireEmptyDestination, writeFolderAtomically } from '../../weights/atomicFolder.ts';
import { openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import { materialised } from '../model/materialised.ts';
import type { OpenModel } from '../model/model.ts';
import { withModel } from '../model/openReference.ts';
import { writeModel } from '../model/writeModel.ts';
import { exportProof } from '../proofs/exportProof.ts';

export const exportModel: JobHandler<'export'> = (job, control) =>
  withModel(job.model, async (model) => {
    if (job.format !== 'hf') throw otherFormat(job.format);
    await requireEmptyDestination(job.output);
    const work = (folder: string): Promise<JobResults['export']> => writeProven(folder, { job, model, control });
    return writeFolderAtomically(job.output, work, { signal: control.signal, temporary: job.temporary });
  });

interface Export {
  readonly job: JobOf<'export'>;
  readonly model: OpenModel;
  readonly control: HostControl;
}

async function writeProven(folder: string, { job, model, control }: Export): Promise<JobResults['export']> {
  const plain = materialised(model);
  const dtype = job.dtype ?? model.config.dtype;
  control.emit({ type: 'phase', phase: 'exporting' });
  const files = await writeModel(
    folder,
    { config: plain.config, dtype, tokenizerFolder: model.folder, parameter: (spec, expert) => plain.read(spec.name, expert ?? undefined) },
    control,
  );
  control.emit({ type: 'phase', phase: 'proving' });
  const { executor } = await openExecutor({ device: job.device });
  try {
    const proof = await exportProof({ model, plain, output: folder, dtype }, { executor, control });
    control.emit({ type: 'proof', proof: 'export', ok: proof.ok, detail: proof.detail });
    if (!proof.ok)
      throw new MixwrightError('PROOF_FAILED', `the export for ${job.output} does not compute what was trained: ${proof.detail}`, {
        hint: 'nothing was left there; please report this',
      });
    return { type: 'result', files: files.map(({ name, bytes }) => ({ path: join(job.output, name), bytes })), proof };
  } finally {
    executor.dispose();
  }
}

/** Formats that CLI.md promises for later: an unknown name deserves a different answer. */
function otherFormat(format: string): MixwrightError {
  const details = { field: 'format', hint: 'available: hf' };
  if (format === 'peft' || /^gguf(:|$)/.test(format)) return new MixwrightError('NOT_AVAILABLE', `export to "${format}" has not landed yet`, details);
  return new MixwrightError('BAD_OPTIONS', `there is no export format "${format}"`, details);
}
