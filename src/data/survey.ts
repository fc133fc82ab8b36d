/** Reads a dataset's sources through the doctor and, where a tokenizer is given, into samples: the one pass behind check and prepare. */
import { MixwrightError } from '../shared/errors.ts';
import type { JobControl } from '../shared/progress.ts';
import type { ByteSource, DataRecord, DatasetReport, FileReport, Problem, Sample, Tokenizer } from './data.ts';
import type { Wanted } from './detect.ts';
import { createTypeSurvey } from './doctor/columnTypes.ts';
import { type createDuplicateFinder, recordKey } from './doctor/duplicates.ts';
import { mendChat } from './doctor/mendChat.ts';
import { createProblemLog, type ProblemLog } from './doctor/problemLog.ts';
import { checkTexts } from './doctor/textDefects.ts';
import { type ImportedRow, isRow, openSource } from './importer.ts';
import { toSamples } from './sample.ts';
import type { ChatTemplate } from './template/chatTemplate.ts';
import { createTokenStatistics, type TokenStatistics } from './tokenStatistics.ts';

export interface Model {
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
  readonly sequenceLength: number | null;
}

export interface SurveyInput {
  readonly sources: readonly ByteSource[];
  readonly wanted: Wanted;
  readonly model: Model | null;
  readonly duplicates: ReturnType<typeof createDuplicateFinder>;
  readonly control: JobControl;
}

export interface Survey {
  readonly samples: readonly Sample[];
  readonly report: DatasetReport;
}

/** Fewer rows than this cannot teach more than themselves. */
const FEW_ROWS = 10;

/** @throws MixwrightError where a file as a whole cannot be read; bad rows are only listed. */
export async function surveySources(input: SurveyInput): Promise<Survey> {
  const log = createProblemLog();
  const statistics = createTokenStatistics();
  const samples: Sample[] = [];
  const files: FileReport[] = [];
  const advance = byteProgress(input);
  for (const source of input.sources) files.push(await surveyFile(source, { input, log, statistics, samples, advance }));
  const report = summarise(files, input, statistics);
  log.add(wholeDatasetProblems(report, input));
  return { samples, report: { ...report, problems: log.list() } };
}

interface Pass {
  readonly input: SurveyInput;
  readonly log: ProblemLog;
  readonly statistics: TokenStatistics;
  readonly samples: Sample[];
  readonly advance: (bytes: number) => void;
}

async function surveyFile(source: ByteSource, pass: Pass): Promise<FileReport> {
  const { input, log, advance } = pass;
  const { detected, rows } = await openSource(source, input.wanted, { signal: input.control.signal, onBytes: (bytes) => advance(bytes.length) });
  const types = createTypeSurvey();
  let count = 0;
  let accepted = 0;
  for await (const imported of rows) {
    if (isRow(imported)) count++;
    if (imported.row) types.add(imported.row);
    const { ok, problems } = examine(imported, pass);
    log.add(problems);
    if (ok) accepted++;
  }
  log.add(types.problems());
  const file = source.name;
  const refusal = detected?.format.refusal;
  if (refusal) log.add([{ file, line: 0, severity: 'error', ...refusal }]);
  if (detected && detected.confidence < 0.95) {
    const message = `only ${Math.round(100 * detected.confidence)} % of the first rows look like ${detected.format.name}`;
    log.add([{ file, line: 0, severity: 'warning', code: 'FORMAT_UNSURE', message, fix: 'name the format with --format if the guess is wrong' }]);
  }
  return { file, format: detected?.format.id ?? 'unknown', confidence: detected?.confidence ?? 0, mapping: detected?.mapping ?? {}, rows: count, accepted };
}

/** One row through the doctor and the sampler; its samples go into the pass. */
function examine(imported: ImportedRow, pass: Pass): { ok: boolean; problems: readonly Problem[] } {
  if (!imported.record) return { ok: false, problems: imported.problems };
  const { model, duplicates } = pass.input;
  const checked = checkTexts(imported.record, model ? (text) => model.tokenizer.findSpecial(text) : undefined);
  const mended = mendRecord(checked.record, model?.template.supportsSystem ?? true);
  const problems = [...imported.problems, ...checked.problems, ...mended.problems];
  if (!mended.record) return { ok: false, problems };
  const key = recordKey(mended.record);
  const repeated = duplicates.check(mended.record, key);
  if (!model) return { ok: true, problems: [...problems, ...repeated] };
  const outcome = toSamples(mended.record, key, model);
  for (const sample of outcome.samples) pass.samples.push(sample);
  pass.statistics.add(outcome.samples, outcome.length);
  return { ok: outcome.samples.length > 0, problems: [...problems, ...repeated, ...outcome.problems] };
}

/** Without a tokenizer the doctor still rejects what no tokenizer could mend. */
function mendRecord(record: DataRecord, supportsSystem: boolean): { record?: DataRecord; problems: readonly Problem[] } {
  if (record.kind === 'chat') return mendChat(record, supportsSystem);
  const [code, field, text] = record.kind === 'text' ? ['EMPTY_TEXT', 'text', record.text] : ['EMPTY_ANSWER', 'completion', record.completion];
  if (text.trim() !== '') return { record, problems: [] };
  const { file, line } = record;
  return { problems: [{ file, line, severity: 'error', code, message: `${field}: expected text, it is empty`, fix: 'fill it in or delete the row' }] };
}

function byteProgress({ sources, control }: SurveyInput): (bytes: number) => void {
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    control.progress({ phase: 'read dataset', done, total, unit: 'bytes' });
  };
}

function summarise(files: readonly FileReport[], { model }: SurveyInput, statistics: TokenStatistics): Omit<DatasetReport, 'problems'> {
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

function wholeDatasetProblems(report: Omit<DatasetReport, 'problems'>, { model }: SurveyInput): Problem[] {
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
