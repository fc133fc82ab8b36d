/** mixwright eval */
import { resolveDataset } from '../../services/datasets/datasets.ts';
import { type CliCommand, collect, countingNumber, examples, pairs } from '../command.ts';
import { type ModelOption, modelGiven } from '../modelOption.ts';
import { table } from '../style.ts';

interface EvalOptions extends ModelOption {
  readonly dataset: readonly string[];
  readonly format?: string;
  readonly map?: readonly string[];
  readonly taskField?: string;
  readonly sequenceLength: number;
  readonly microBatch: number;
  readonly device: string;
}

export const evaluate: CliCommand = {
  register(program, run) {
    program
      .command('eval')
      .description('Loss and perplexity of a model on a dataset, by task where rows name one')
      .option('--model <model>', 'a model or a run')
      .option('--run <run>', 'the same as --model, for a run')
      .requiredOption('--dataset <files...>', 'dataset files, or catalogue ids')
      .option('--format <id>', 'the dataset format, instead of detecting it')
      .option('--map <field=column>', 'which column holds a field (may be repeated)', collect)
      .option('--task-field <column>', 'column that names each row’s task')
      .option('--sequence-length <n>', 'tokens in a sequence', countingNumber, 256)
      .option('--micro-batch <n>', 'sequences computed at once', countingNumber, 4)
      .option('--device <id>', 'where to compute: an id that mixwright devices lists', 'auto')
      .addHelpText('after', examples('eval --model ./moe --dataset held-out.jsonl', 'eval --run my-run@best --dataset eval.jsonl --task-field task'))
      .action((options: EvalOptions, command) =>
        run(command, async ({ output, model, job, services }) => {
          const { sequenceLength, microBatch, device, format, map, taskField } = options;
          const files = await resolveDataset((await services()).data, options.dataset);
          const dataset = { files, format: format ?? null, map: pairs(map), taskField: taskField ?? null };
          const result = await job({ kind: 'evaluate', model: await model(modelGiven(options)), dataset, sequenceLength, microBatch, device });
          output.result(result, () => {
            const rows = Object.entries(result.perTask ?? {}).map(([task, { loss, tokens }]) => [task, loss.toFixed(4), String(tokens)]);
            const whole = `loss ${result.loss.toFixed(4)}, perplexity ${result.perplexity.toFixed(3)} over ${result.tokens} tokens`;
            return rows.length > 0 ? `${whole}\n${table([['task', 'loss', 'tokens'], ...rows], output.style)}` : whole;
          });
          return undefined;
        }),
      );
  },
};
