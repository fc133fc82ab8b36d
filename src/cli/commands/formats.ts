/** mixwright formats */
import { describeFormats } from '../../services/descriptions.ts';
import { type CliCommand, examples } from '../command.ts';
import { table } from '../style.ts';

export const formats: CliCommand = {
  register(program, run) {
    program
      .command('formats')
      .description('Show which model architectures, checkpoint formats and dataset formats can be read, written and converted')
      .addHelpText('after', examples('formats'))
      .action((_, command) =>
        run(command, async ({ output }) => {
          const matrix = describeFormats();
          output.result(matrix, () => {
            const { style } = output;
            const yes = (value: boolean): string => (value ? 'yes' : '-');
            return [
              table(
                [['architecture', 'reads', 'becomes'], ...matrix.models.map(({ modelType, reads, becomes }) => [modelType, yes(reads), becomes ?? '-'])],
                style,
              ),
              table(
                [
                  ['checkpoint', 'reads', 'writes', ''],
                  ...matrix.checkpoints.map(({ format, reads, writes, note }) => [format, yes(reads), yes(writes), note]),
                ],
                style,
              ),
              table(
                [
                  ['dataset', 'trains', 'columns'],
                  ...matrix.datasets.map(({ id, trainable, columns }) => [id, yes(trainable), Object.keys(columns).join(', ')]),
                ],
                style,
              ),
            ].join('\n\n');
          });
          return undefined;
        }),
      );
  },
};
