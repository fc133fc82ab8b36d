/** One row as the model sees it. */
import { previewRow } from '../../data/check.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { fileSource } from '../data/fileSource.ts';
import { wantedOf } from '../data/wantedOf.ts';
import type { JobHandler } from '../job.ts';
import { withModel } from '../model/openReference.ts';

export const datasetPreview: JobHandler<'datasetPreview'> = ({ dataset, model, row }, control) =>
  withModel(model, async (opened) => {
    const [file] = dataset.files;
    if (file === undefined) throw new MixwrightError('BAD_USAGE', 'preview shows a row of one file, and none was named');
    const source = await fileSource(file);
    return previewRow({ source, wanted: wantedOf(dataset), tokenizer: await opened.tokenizer(), template: null, row, signal: control.signal });
  });
