/** What a dataset is and what is wrong with it; with a model, its tokens too. */
import { checkDataset } from '../../data/check.ts';
import { writeFileDurably } from '../../weights/durable.ts';
import { fileSources } from '../data/fileSource.ts';
import { wantedOf } from '../data/wantedOf.ts';
import { withTokenizer } from '../data/withTokenizer.ts';
import type { JobHandler } from '../job.ts';

export const datasetCheck: JobHandler<'datasetCheck'> = async (job, control) => {
  const sources = await fileSources(job.dataset.files);
  const evaluation = await fileSources(job.evaluation ?? []);
  return withTokenizer(job.model, async (tokenizer) => {
    const wanted = wantedOf(job.dataset);
    const sequenceLength = tokenizer ? job.sequenceLength : null;
    const { report, rows } = await checkDataset({ sources, evaluation, wanted, tokenizer, template: null, sequenceLength, control });
    if (job.index !== undefined) await writeFileDurably(job.index, JSON.stringify(rows));
    return report;
  });
};
