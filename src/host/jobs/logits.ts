/** Logits of a token sequence, for checking against other software. */
import { openExecutor } from '../executor.ts';
import type { JobHandler } from '../job.ts';
import { withModel } from '../model/openReference.ts';
import { scoreSequences } from '../model/score.ts';

export const logits: JobHandler<'logits'> = (job, control) =>
  withModel(job.model, async (model) => {
    const { executor } = await openExecutor({ device: job.device, abortFlag: control.abortFlag });
    try {
      const [all] = (await scoreSequences(model, [job.tokens], { executor, control })) as [Float32Array];
      const width = model.config.vocabSize;
      const shown = job.all ? all : all.subarray(all.length - width);
      return { shape: [shown.length / width, width], data: Array.from(shown) };
    } finally {
      executor.dispose();
    }
  });
