/** A data directory opened for use: its folders exist, its catalogue can be read and changed. */
import { mkdir } from 'node:fs/promises';
import { MixwrightError } from '../../shared/errors.ts';
import { isSystemError } from '../../weights/systemError.ts';
import { type Catalogue, openCatalogue } from '../catalogue/catalogue.ts';
import { type DataPaths, dataPaths } from './dataPaths.ts';

export interface DataDirectory extends DataPaths {
  readonly catalogue: Catalogue;
}

/**
 * Opens a data directory, making what is missing; any number of processes may have it open.
 * @param path the --data-dir option; see `dataPaths` for what counts without it.
 * @param warn told when the catalogue was damaged and what was done about it.
 * @throws MixwrightError BAD_USAGE when there cannot be such a folder.
 */
export async function openDataDirectory(path?: string, warn: (message: string) => void = () => undefined): Promise<DataDirectory> {
  const paths = dataPaths(path);
  try {
    for (const folder of [paths.runs, paths.models, paths.datasets, paths.cache]) await mkdir(folder, { recursive: true });
  } catch (error) {
    if (!isSystemError(error, 'EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS')) throw error;
    throw new MixwrightError('BAD_USAGE', `the data directory ${paths.root} cannot be made or written to: ${(error as Error).message}`, {
      file: paths.root,
      hint: 'name another folder with --data-dir or MIXWRIGHT_HOME',
      cause: error,
    });
  }
  return { ...paths, catalogue: openCatalogue(paths, warn) };
}
