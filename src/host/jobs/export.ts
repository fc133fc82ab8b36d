/**
 * Writes a model as a standard Hugging Face checkpoint and proves it: the folder is opened again by the reading path, its logits
 * are compared with those of the model as it was trained, and every trained expert must differ from what it was.
 */
import { MixwrightError } from '../../shared/errors.ts';
import { requireEmptyDestination } from '../../weights/atomicFolder.ts';
import { openExecutor } from '../executor.ts';
import type { JobHandler } from '../job.ts';
import { materialised } from '../model/materialised.ts';
import { withModel } from '../model/openReference.ts';
import { writeModel } from '../model/writeModel.ts';
import { exportProof } from '../proofs/exportProof.ts';

export const exportModel: JobHandler<'export'> = (job, control) =>
  withModel(job.model, async (model) => {
    if (job.format !== 'hf') throw otherFormat(job.format);
    await requireEmptyDestination(job.output);
    const plain = materialised(model);
    const dtype = job.dtype ?? model.config.dtype;
    control.emit({ type: 'phase', phase: 'exporting' });
    const files = await writeModel(
      job.output,
      { config: plain.config, dtype, tokenizerFolder: model.folder, parameter: (spec, expert) => plain.read(spec.name, expert ?? undefined) },
      control,
    );
    control.emit({ type: 'phase', phase: 'proving' });
    const { executor } = await openExecutor({ device: job.device });
    try {
      const proof = await exportProof({ model, plain, output: job.output, dtype }, { executor, control });
      control.emit({ type: 'proof', proof: 'export', ok: proof.ok, detail: proof.detail });
      if (!proof.ok)
        throw new MixwrightError('PROOF_FAILED', `the export in ${job.output} does not compute what was trained: ${proof.detail}`, {
          hint: 'do not use it; please report this',
        });
      return { type: 'result', files, proof };
    } finally {
      executor.dispose();
    }
  });

/** Formats that CLI.md promises for later: an unknown name deserves a different answer. */
function otherFormat(format: string): MixwrightError {
  const details = { field: 'format', hint: 'available: hf' };
  if (format === 'peft' || /^gguf(:|$)/.test(format)) return new MixwrightError('NOT_AVAILABLE', `export to "${format}" has not landed yet`, details);
  return new MixwrightError('BAD_OPTIONS', `there is no export format "${format}"`, details);
}
