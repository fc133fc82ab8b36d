/** mixwright convert */
import { resolve } from 'node:path';
import { Option as CliOption, Command } from 'commander';
import { conversionMethods } from '../../services/descriptions.ts';
import { lookAtOutput, writeOutput } from '../../services/directory/outputFolder.ts';
import { registerModel } from '../../services/models/models.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { didYouMean, parseOption } from '../../shared/options.ts';
import { type CliCommand, examples, wholeNumber } from '../command.ts';
import { showCount } from '../style.ts';

interface ConvertOptions {
  readonly method: string;
  readonly output: string;
  readonly dtype?: 'f32' | 'bf16' | 'f16';
  readonly seed: number;
  readonly device: string;
}

/** Flags are drawn from the methods' schemas: `topK` is --top-k. */
export const convert: CliCommand = {
  register(program, run) {
    const methods = conversionMethods();
    const command = program
      .command('convert <model>')
      .description('Turn a dense checkpoint into a mixture of experts, with a receipt that it computes what it should')
      .requiredOption('--method <id>', `how: ${methods.map(({ id }) => id).join(', ')}`)
      .requiredOption('-o, --output <dir>', 'a new or empty folder')
      .addOption(new CliOption('--dtype <dtype>', 'of the written tensors (default: the base’s)').choices(['f32', 'bf16', 'f16']))
      .option('--seed <n>', 'for what is drawn at random', wholeNumber, 1)
      .option('--device <id>', 'where the receipt is computed', 'auto');
    const names = new Map<string, string>();
    for (const { id, options } of methods) {
      for (const [name, option] of Object.entries(options)) {
        const flag = flagOf(name);
        if (!names.has(flag)) command.option(`${flag} <value>`, `${id}: ${option.help} (default ${JSON.stringify(option.default)})`);
        names.set(flag, name);
      }
    }
    command
      .addHelpText('after', examples('convert ./SmolLM2-135M --method sparse-upcycling --experts 8 --top-k 2 -o ./moe'))
      .action((text: string, options: ConvertOptions & Record<string, unknown>, self: Command) =>
        run(self, async ({ output, model, job, services }) => {
          const method = methods.find(({ id }) => id === options.method);
          const given = Object.fromEntries(
            [...names].flatMap(([flag, name]) => {
              const value = options[new Command().createOption(`${flag} <value>`).attributeName()];
              return typeof value === 'string' ? [[name, parse(method, name, value)]] : [];
            }),
          );
          const reference = await model(text);
          const place = await lookAtOutput(resolve(options.output));
          const { folder, temporary } = place;
          const how = { method: options.method, options: given, dtype: options.dtype ?? null, seed: options.seed, device: options.device };
          const result = await writeOutput(place, () => job({ kind: 'convert', model: reference, output: folder, temporary, ...how }));
          // What failed its proof stays where it was asked for, to be looked at, and is no model of the catalogue.
          if (result.receipt.ok) await registerModel((await services()).data, result.output);
          output.result(result, () => {
            const { style } = output;
            const { logitDifference, expectedIdentity, ok } = result.receipt;
            const verdict = expectedIdentity
              ? ok
                ? style.good('the same function as the base')
                : style.error('NOT the same function as the base')
              : 'changed on purpose';
            return [
              `${style.bold(result.output)}`,
              `parameters  ${showCount(result.parameters.total)}, ${showCount(result.parameters.active)} active per token`,
              `receipt     logits differ by ${logitDifference.max.toExponential(1)} (max), ${logitDifference.mean.toExponential(1)} (mean): ${verdict}`,
            ].join('\n');
          });
          return result.receipt.ok ? 0 : 1;
        }),
      );
  },
};

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function parse(method: ReturnType<typeof conversionMethods>[number] | undefined, name: string, text: string): unknown {
  const option = method?.options[name];
  if (!method || option) return option ? parseOption(option, text, name) : text;
  throw new MixwrightError('BAD_OPTIONS', `${method.id} has no option ${flagOf(name)}`, { field: name, hint: didYouMean(name, Object.keys(method.options)) });
}
