/** mixwright generate */
import { InvalidArgumentError } from 'commander';
import { type CliCommand, examples, number, wholeNumber } from '../command.ts';
import { type ModelOption, modelGiven } from '../modelOption.ts';

interface GenerateOptions extends ModelOption {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly raw?: boolean;
  readonly device: string;
}

export const generate: CliCommand = {
  register(program, run) {
    program
      .command('generate <prompt>')
      .description('Answer a prompt through the model’s chat template')
      .option('--model <model>', 'a model or a run')
      .option('--run <run>', 'the same as --model, for a run')
      .option('--max-tokens <n>', 'at most this many', wholeNumber, 128)
      .option('--temperature <t>', '0: always the likeliest token', temperature, 0)
      .option('--top-k <k>', 'sample from the k likeliest; 0: off', wholeNumber, 0)
      .option('--top-p <p>', 'sample from the likeliest that reach this probability; 1: off', probability, 1)
      .option('--seed <n>', 'for sampling', wholeNumber, 1)
      .option('--raw', 'the prompt as it is, no chat template')
      .option('--device <id>', 'where to compute: an id that mixwright devices lists', 'auto')
      .addHelpText('after', examples('generate "What is 3 plus 4?" --model ./moe', 'generate "Once" --run my-run --raw --temperature 0.8 --top-p 0.95'))
      .action((prompt: string, options: GenerateOptions, command) =>
        run(command, async ({ output, model, job }) => {
          const { maxTokens, temperature, topK, topP, seed, device } = options;
          const streams = !output.json && process.stdout.isTTY === true;
          const result = await job(
            {
              kind: 'generate',
              model: await model(modelGiven(options)),
              prompts: [prompt],
              raw: options.raw ?? false,
              sampling: { maxTokens, temperature, topK, topP, seed },
              device,
            },
            (event) => {
              if (streams && event.type === 'token') output.text(event.text);
            },
          );
          const [answer] = result.outputs;
          output.result({ text: answer?.text ?? '', tokens: answer?.tokens ?? [], tokensPerSecond: result.tokensPerSecond }, () =>
            streams ? '' : (answer?.text ?? ''),
          );
          return undefined;
        }),
      );
  },
};

function temperature(text: string): number {
  const value = number(text);
  if (value < 0) throw new InvalidArgumentError('expected a number of at least 0');
  return value;
}

function probability(text: string): number {
  const value = number(text);
  if (value <= 0 || value > 1) throw new InvalidArgumentError('expected a number above 0 and at most 1');
  return value;
}
