/** Datasets of the list as the dataset section of a recipe, and back. */
import type { DatasetSummary } from '../../../shared/api/datasets.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import type { DatasetRecipe } from '../../../shared/recipe.ts';
import { sameValue } from '../../components/options/optionText.ts';

/** What datasets.recipe tells of one dataset. */
export type DatasetPart = Pick<DatasetRecipe, 'files' | 'evalFiles' | 'evalShare' | 'format' | 'map' | 'taskField'>;

const ofDatasets: ReadonlySet<string> = new Set<keyof DatasetPart>(['files', 'evalFiles', 'evalShare', 'format', 'map', 'taskField']);

export interface ChosenData {
  /** Datasets all of whose files are trained on. */
  readonly ids: readonly string[];
  /** Files that belong to none of them. */
  readonly loose: readonly string[];
}

export function chosenData({ files }: Section, known: readonly Pick<DatasetSummary, 'id' | 'files'>[]): ChosenData {
  const listed = filesOf(files);
  const chosen = known.filter((dataset) => dataset.files.length > 0 && dataset.files.every((file) => listed.includes(file)));
  const covered = new Set(chosen.flatMap((dataset) => dataset.files));
  return { ids: chosen.map(({ id }) => id), loose: listed.filter((file) => !covered.has(file)) };
}

/**
 * The section that trains on all of them: files one after another; format and columns only where all agree, since a recipe has
 * one of each (files are recognised one by one otherwise).
 * @param before what the section said of other things, which stays.
 */
export function datasetSection(parts: readonly DatasetPart[], loose: readonly string[], before: Section): Section {
  const others = Object.fromEntries(Object.entries(before).filter(([name]) => !ofDatasets.has(name)));
  const evalFiles = parts.flatMap((part) => part.evalFiles);
  const [first] = parts;
  const format = agreed(parts.map((part) => part.format));
  const map = agreed(parts.map((part) => part.map));
  const taskField = parts.find((part) => part.taskField !== null)?.taskField;
  return {
    ...others,
    files: [...parts.flatMap((part) => part.files), ...loose],
    ...(evalFiles.length > 0 ? { evalFiles } : {}),
    ...(first ? { evalShare: first.evalShare } : {}),
    ...(format ? { format } : {}),
    ...(map && Object.keys(map).length > 0 ? { map } : {}),
    ...(taskField ? { taskField } : {}),
  };
}

export function filesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? [value] : [];
}

function agreed<T>(values: readonly T[]): T | undefined {
  return values.every((value) => sameValue(value, values[0])) ? values[0] : undefined;
}
