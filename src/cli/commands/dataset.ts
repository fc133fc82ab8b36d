/** mixwright dataset check | preview */
import type { Command } from 'commander';
import { resolveDataset } from '../../services/datasets/datasets.ts';
import type { DatasetReference, DatasetReport } from '../../shared/jobs.ts';
import { type CliCommand, collect, countingNumber, examples, pairs, type RunCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { type Style, showCount } from '../style.ts';

interface DatasetOptions {
  readonly model?: string;
  readonly format?: string;
  readonly map?: readonly string[];
  readonly taskField?: string;
}

export const dataset: CliCommand = {
  register(program, run) {
    const parent = program.command('dataset').description('Look at a dataset before training on it');
    registerCheck(parent, run);
    registerPreview(parent, run);
  },
};

function registerCheck(parent: Command, run: RunCommand): void {
  readingOptions(parent.command('check <files...>').description('Detect the format and list every problem by file and line'))
    .option('--model <model>', 'count tokens as this model sees them')
    .option('--sequence-length <n>', 'length beyond which samples are cut', countingNumber, 1024)
    .addHelpText('after', examples('dataset check chats.jsonl', 'dataset check a.jsonl b.json --model ./SmolLM2-135M --json'))
    .action((files: readonly string[], options: DatasetOptions & { sequenceLength: number }, command: Command) =>
      run(command, async ({ output, model, job, services }) => {
        const dataset = await readingOf(await services(), files, options);
        const reference = options.model === undefined ? null : await model(options.model);
        const report = await job({ kind: 'datasetCheck', dataset, model: reference, sequenceLength: options.sequenceLength });
        output.result(report, () => describe(report, output.style));
        return report.accepted > 0 ? 0 : 2;
      }),
    );
}

function registerPreview(parent: Command, run: RunCommand): void {
  readingOptions(parent.command('preview <file>').description('Show a row as the model sees it, trained tokens marked'))
    .requiredOption('--model <model>', 'whose tokenizer and chat template to use')
    .option('--row <n>', 'which row', countingNumber, 1)
    .addHelpText('after', examples('dataset preview chats.jsonl --model ./SmolLM2-135M --row 3'))
    .action((file: string, options: DatasetOptions & { model: string; row: number }, command: Command) =>
      run(command, async ({ output, model, job, services }) => {
        const dataset = await readingOf(await services(), [file], options);
        const preview = await job({ kind: 'datasetPreview', dataset, model: await model(options.model), row: options.row });
        output.result(preview, () => {
          const text = preview.tokens.map(({ text: token, trained }) => (trained ? output.style.trained(token) : token)).join('');
          const trained = preview.tokens.filter((token) => token.trained).length;
          return `${text}\n${output.style.dim(`row ${preview.row}: ${preview.tokens.length} tokens, ${trained} of them trained (coloured)`)}`;
        });
        return undefined;
      }),
    );
}

function readingOptions(command: Command): Command {
  return command
    .option('--format <id>', 'the dataset format, instead of detecting it')
    .option('--map <field=column>', 'which column holds a field (may be repeated)', collect)
    .option('--task-field <column>', 'column that names each row’s task');
}

async function readingOf(
  { data }: Awaited<ReturnType<CommandContext['services']>>,
  files: readonly string[],
  { format, map, taskField }: DatasetOptions,
): Promise<DatasetReference> {
  return { files: await resolveDataset(data, files), format: format ?? null, map: pairs(map), taskField: taskField ?? null };
}

/** Problems shown before the rest is only counted. */
const shownProblems = 40;

function describe(report: DatasetReport, style: Style): string {
  const { tokens } = report;
  const mapping = Object.entries(report.mapping).map(([field, column]) => `${field}=${column}`);
  return [
    `${style.bold(report.format)}  ${report.rows} rows: ${style.good(`${report.accepted} accepted`)}${report.rejected > 0 ? `, ${style.error(`${report.rejected} rejected`)}` : ''}`,
    ...(mapping.length > 0 ? [`mapping  ${mapping.join(', ')}`] : []),
    ...(tokens
      ? [
          `tokens   ${showCount(tokens.total)}, ${showCount(tokens.trained)} of them trained; samples of ${tokens.median} (median), ${tokens.p95} (95 %), ${tokens.max} (longest) tokens`,
          ...histogram(tokens.histogram, style),
        ]
      : []),
    ...report.problems.slice(0, shownProblems).map(({ file, line, severity, code, message, fix }) => {
      const where = line > 0 ? `${file}:${line}` : file;
      const mark = severity === 'error' ? style.error('rejected') : style.warning('warning ');
      return `${mark} ${where} ${style.dim(code)} ${message}${fix ? style.dim(` → ${fix}`) : ''}`;
    }),
    ...(report.problems.length > shownProblems ? [`… and ${report.problems.length - shownProblems} more problems (--json lists all)`] : []),
  ].join('\n');
}

function histogram(buckets: readonly { readonly from: number; readonly to: number; readonly samples: number }[], style: Style): readonly string[] {
  const most = Math.max(1, ...buckets.map(({ samples }) => samples));
  return buckets.map(({ from, to, samples }) =>
    style.dim(`  ${`${from}-${to}`.padStart(13)} ${'▆'.repeat(Math.ceil((24 * samples) / most)).padEnd(24)} ${samples}`),
  );
}
