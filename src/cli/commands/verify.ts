/** mixwright verify */
import { type CliCommand, examples } from '../command.ts';

export const verify: CliCommand = {
  register(program, run) {
    program
      .command('verify <model>')
      .description('Check that a model or export is whole and computes; with --against, that it computes the same as another')
      .option('--against <model>', 'the model whose logits it must have')
      .option('--device <id>', 'where to compute: an id that mixwright devices lists', 'auto')
      .addHelpText('after', examples('verify ./export', 'verify ./export --against my-run'))
      .action((text: string, options: { against?: string; device: string }, command) =>
        run(command, async ({ output, model, job }) => {
          const against = options.against === undefined ? null : await model(options.against);
          const result = await job({ kind: 'verify', model: await model(text), against, device: options.device });
          output.result(result, () => {
            const { style } = output;
            return result.checks.map(({ id, ok, detail }) => `${ok ? style.good('pass') : style.error('fail')}  ${id.padEnd(10)} ${detail}`).join('\n');
          });
          return result.ok ? 0 : 1;
        }),
      );
  },
};
