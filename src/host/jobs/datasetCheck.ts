/** What a dataset is and what is wrong with it; with a model, its tokens too. */
import { checkDataset } from '../../data/check.ts';
import { fileSources } from '../data/fileSource.ts';
import type { JobHandler } from '../job.ts';
import { withModel } from '../model/openReference.ts';

export const datasetCheck: JobHandler<'datasetCheck'> = async ({ dataset, model, sequenceLength }, control) => {
  const sources = await fileSources(dataset.files);
  const wanted = { format: dataset.format, map: dataset.map, taskField: dataset.taskField };
  const check = (tokenizer: Parameters<typeof checkDataset>[0]['tokenizer']): ReturnType<typeof checkDataset> =>
    checkDataset({ sources, wanted, tokenizer, template: null, sequenceLength: tokenizer ? sequenceLength : null, control });
  return model ? withModel(model, async (opened) => check(await opened.tokenizer())) : check(null);
};
