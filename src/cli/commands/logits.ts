/** mixwright logits */
import { InvalidArgumentError } from 'commander';
import { type CliCommand, examples } from '../command.ts';
import { type ModelOption, modelGiven } from '../modelOption.ts';

export const logits: CliCommand = {
  register(program, run) {
    program
      .command('logits')
      .description('Logits after a token sequence, to check against other software')
      .option('--model <model>', 'a model or a run')
      .option('--run <run>', 'the same as --model, for a run')
      .requiredOption('--tokens <ids>', 'token ids, separated by commas', tokenIds)
      .option('--all', 'of every position, not only the last')
      .option('--device <id>', 'where to compute: an id that mixwright devices lists', 'auto')
      .addHelpText('after', examples('logits --model ./moe --tokens 1,2,3 --json', 'logits --run my-run --tokens 5,6 --all --json'))
      .action((options: ModelOption & { tokens: readonly number[]; all?: boolean; device: string }, command) =>
        run(command, async ({ output, model, job }) => {
          const result = await job({
            kind: 'logits',
            model: await model(modelGiven(options)),
            tokens: options.tokens,
            all: options.all ?? false,
            device: options.device,
          });
          output.result(result, () => {
            const [rows, width] = result.shape;
            return Array.from({ length: rows }, (_, row) => result.data.slice(row * width, (row + 1) * width).join(' ')).join('\n');
          });
          return undefined;
        }),
      );
  },
};

function tokenIds(text: string): readonly number[] {
  const ids = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (ids.some((id) => !Number.isSafeInteger(id) || id < 0)) throw new InvalidArgumentError('expected token ids separated by commas, such as 1,2,3');
  return ids;
}
