/** A mended copy of a dataset, whole or not at all. */
import { join } from 'node:path';
import { cleanDataset } from '../../data/clean.ts';
import { type FixId, fixIds } from '../../data/fixes/fix.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/options.ts';
import { writeFolderAtomically } from '../../weights/atomicFolder.ts';
import { requireDiskSpace } from '../../weights/diskSpace.ts';
import { fileSources } from '../data/fileSource.ts';
import { openRowFiles } from '../data/rowFiles.ts';
import { wantedOf } from '../data/wantedOf.ts';
import { withSampler } from '../data/withTokenizer.ts';
import type { JobHandler } from '../job.ts';

/** Text compresses to about a fifth; what comes out is never compressed. */
const unpackedTimes = 6;

export const datasetClean: JobHandler<'datasetClean'> = async (job, control) => {
  const { dataset, output } = job;
  const chosen = job.fixes.map(fixId);
  const sources = await fileSources(dataset.files);
  const evaluation = await fileSources(job.evaluation);
  const bytes = sources.reduce((sum, source) => sum + source.bytes * (source.name.endsWith('.gz') ? unpackedTimes : 1), 0);
  await requireDiskSpace(output, bytes, 'the mended dataset');
  return withSampler(job, (model) =>
    writeFolderAtomically(
      output,
      async (folder) => {
        const files = openRowFiles(folder, dataset.files);
        try {
          const receipt = await cleanDataset({ sources, evaluation, wanted: wantedOf(dataset), fixes: chosen, model, control, write: files.write });
          return { ...receipt, files: (await files.finish()).map((name) => join(output, name)) };
        } finally {
          await files.close();
        }
      },
      { signal: control.signal },
    ),
  );
};

function fixId(text: string): FixId {
  const id = fixIds.find((known) => known === text);
  if (id) return id;
  throw new MixwrightError('BAD_USAGE', `there is no dataset fix "${text}"`, { hint: didYouMean(text, fixIds) });
}
