/** Reads a dataset's sources through the doctor and, where a tokenizer is given, into samples: the one pass behind check and prepare. */
import { MixwrightError } from '../shared/errors.ts';
import type { JobControl } from '../shared/progress.ts';
import type { ByteSource, DatasetReport, FileReport, Problem, Sample } from './data.ts';
import type { Wanted } from './detect.ts';
import { createTypeSurvey } from './doctor/columnTypes.ts';
import type { DuplicateFinder } from './doctor/duplicates.ts';
import { createProblemLog, type ProblemLog } from './doctor/problemLog.ts';
import { createRowIndex, type RowIndex } from './doctor/rowIndex.ts';
import { examineRecord, type Model } from './examine.ts';
import { type ImportedRow, isRow, openSource } from './importer.ts';
import { createTokenStatistics, type TokenStatistics } from './tokenStatistics.ts';

export interface SurveyInput {
  readonly sources: readonly ByteSource[];
  readonly wanted: Wanted;
  readonly model: Model | null;
  readonly duplicates: DuplicateFinder;
  /** Given the samples of each row as they come; absent: they are only counted, and memory does not grow with them. */
  keep?(samples: readonly Sample[]): void;
  readonly control: JobControl;
  /** What progress calls it; absent: "reading the dataset". */
  readonly phase?: string;
}

export interface Survey {
  readonly report: DatasetReport;
  /** Which rows have a problem, by code. */
  readonly rows: ReturnType<RowIndex['list']>;
}

type Unjudged = Omit<DatasetReport, 'problems' | 'counts'>;

/** Fewer rows than this cannot teach more than themselves. */
const FEW_ROWS = 10;

/** @throws MixwrightError where a file as a whole cannot be read; bad rows are only listed. */
export async function surveySources(input: SurveyInput): Promise<Survey> {
  const log = createProblemLog();
  const statistics = createTokenStatistics();
  const index = createRowIndex();
  const files: FileReport[] = [];
  const advance = byteProgress(input.phase ?? 'reading the dataset', input.sources, input.control);
  for (const source of input.sources) files.push(await surveyFile(source, { input, log, index, statistics, advance }));
  const report = summarise(files, input, statistics);
  log.add(wholeDatasetProblems(report, input));
  return { report: { ...report, problems: log.list(), counts: log.counts() }, rows: index.list() };
}

interface Pass {
  readonly input: SurveyInput;
  readonly log: ProblemLog;
  readonly index: RowIndex;
  readonly statistics: TokenStatistics;
  readonly advance: (bytes: number) => void;
}

async function surveyFile(source: ByteSource, pass: Pass): Promise<FileReport> {
  const { input, log, index, advance } = pass;
  const { detected, rows } = await openSource(source, input.wanted, { signal: input.control.signal, onBytes: (bytes) => advance(bytes.length) });
  const types = createTypeSurvey();
  let count = 0;
  let accepted = 0;
  for await (const imported of rows) {
    const { ok, problems } = examine(imported, pass);
    log.add(problems);
    if (ok) accepted++;
    if (!isRow(imported)) continue;
    count++;
    const row = index.add(problems);
    if (imported.row) types.add(imported.row, row);
  }
  log.add(types.problems());
  index.mark('MIXED_TYPES', types.rareRows());
  const file = source.name;
  const refusal = detected?.format.refusal;
  if (refusal) log.add([{ file, line: 0, severity: 'error', ...refusal }]);
  if (detected && detected.confidence < 0.95) {
    const message = `only ${Math.round(100 * detected.confidence)} % of the first rows look like ${detected.format.name}`;
    log.add([{ file, line: 0, severity: 'warning', code: 'FORMAT_UNSURE', message, fix: 'name the format with --format if the guess is wrong' }]);
  }
  return { file, format: detected?.format.id ?? 'unknown', confidence: detected?.confidence ?? 0, mapping: detected?.mapping ?? {}, rows: count, accepted };
}

/** One row through the doctor and the sampler; its samples go to whoever keeps them. */
function examine(imported: ImportedRow, { input, statistics }: Pass): { ok: boolean; problems: readonly Problem[] } {
  if (!imported.record) return { ok: false, problems: imported.problems };
  const { mended, accepted, samples, length, problems } = examineRecord(imported.record, input.model);
  const repeated = mended ? input.duplicates.check(mended.record, mended.key) : [];
  if (mended && input.model) {
    input.keep?.(samples);
    statistics.add(samples, length);
  }
  return { ok: accepted, problems: [...imported.problems, ...problems, ...repeated] };
}

export function byteProgress(phase: string, sources: readonly ByteSource[], control: JobControl): (bytes: number) => void {
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    control.progress({ phase, done, total, unit: 'bytes' });
  };
}

function summarise(files: readonly FileReport[], { model }: SurveyInput, statistics: TokenStatistics): Unjudged {
  const formats = new Set(files.map(({ format }) => format));
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const accepted = files.reduce((sum, file) => sum + file.accepted, 0);
  return {
    format: formats.size === 1 ? (files[0]?.format ?? 'unknown') : 'mixed',
    rows,
    accepted,
    rejected: rows - accepted,
    mapping: files[0]?.mapping ?? {},
    files,
    ...(model ? { tokens: statistics.report() } : {}),
  };
}

function wholeDatasetProblems(report: Unjudged, { model }: SurveyInput): Problem[] {
  const file = report.files[0]?.file ?? '';
  const warning = (code: string, message: string, fix: string): Problem => ({ file, line: 0, severity: 'warning', code, message, fix });
  const problems: Problem[] = [];
  const { tokens } = report;
  const chats = report.files.some(({ format }) => !['text', 'prompt-completion', 'unknown'].includes(format));
  if (model && chats && report.accepted > 0 && (model.template.origin === 'chatml' || model.template.origin === 'plain')) {
    const used = model.template.origin === 'chatml' ? 'ChatML, whose tokens it has' : 'plain "User: … Assistant: …" text';
    problems.push(
      warning(
        'NO_CHAT_TEMPLATE',
        `the model has no chat template; chats are written as ${used}`,
        'give one with dataset.template if the model was trained with another',
      ),
    );
  }
  if (report.accepted > 0 && report.accepted < FEW_ROWS) {
    problems.push(
      warning('FEW_ROWS', `only ${report.accepted} rows can be trained on`, 'a model learns a behaviour from hundreds of rows, and its wording from dozens'),
    );
  }
  if (report.accepted > 0 && report.rejected > report.accepted) {
    problems.push(
      warning('MOST_ROWS_REJECTED', `${report.rejected} of ${report.rows} rows are rejected`, 'the format may be guessed wrongly: see --format and --map'),
    );
  }
  const limit = model?.sequenceLength;
  if (tokens && limit && tokens.samples > 1 && tokens.median > limit) {
    problems.push(
      warning(
        'MOST_ROWS_CUT',
        `half of the rows are longer than the sequence length of ${limit} (median ${tokens.median}, longest ${tokens.max})`,
        'raise training.sequenceLength',
      ),
    );
  }
  return problems;
}

/** @returns why nothing of this dataset can be trained on; undefined where something can. */
export function refusalOf(report: DatasetReport): MixwrightError | undefined {
  if (report.accepted > 0) return undefined;
  const preference = report.problems.find(({ code }) => code === 'PREFERENCE_NOT_TRAINABLE' || code === 'NOT_AVAILABLE');
  if (preference) {
    return new MixwrightError(preference.code === 'NOT_AVAILABLE' ? 'NOT_AVAILABLE' : 'PREFERENCE_NOT_TRAINABLE', `${preference.file}: ${preference.message}`, {
      file: preference.file,
      ...(preference.fix === undefined ? {} : { hint: preference.fix }),
    });
  }
  const first = report.problems.find(({ severity }) => severity === 'error');
  return new MixwrightError(
    'NOTHING_TRAINABLE',
    `expected rows to train on, all ${report.rows} are rejected${first ? `; the first, line ${first.line}: ${first.message}` : ''}`,
    {
      ...(first ? { file: first.file, line: first.line } : {}),
      ...(first?.fix === undefined ? {} : { hint: first.fix }),
    },
  );
}
