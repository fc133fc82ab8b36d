/** mixwright export */
import { resolve } from 'node:path';
import { Option as CliOption } from 'commander';
import { lookAtOutput, writeOutput } from '../../services/directory/outputFolder.ts';
import { type CliCommand, examples } from '../command.ts';
import { showBytes } from '../style.ts';

interface ExportOptions {
  readonly format: string;
  readonly output: string;
  readonly dtype?: 'f32' | 'bf16' | 'f16';
  readonly device: string;
}

export const exportModel: CliCommand = {
  register(program, run) {
    program
      .command('export <model>')
      .description('Write a model or run as a standard checkpoint, and prove that it computes what was trained')
      .requiredOption('--format <format>', 'hf (gguf:TYPE and peft have not landed yet)')
      .requiredOption('-o, --output <dest>', 'a new or empty folder')
      .addOption(new CliOption('--dtype <dtype>', 'of the written tensors (default: the base’s)').choices(['f32', 'bf16', 'f16']))
      .option('--device <id>', 'where the proof is computed', 'auto')
      .addHelpText('after', examples('export my-run --format hf -o ./export', 'export my-run@best --format hf --dtype f32 -o ./export-f32'))
      .action((text: string, options: ExportOptions, command) =>
        run(command, async ({ output, model, job }) => {
          const reference = await model(text);
          const place = await lookAtOutput(resolve(options.output));
          const { folder, temporary } = place;
          const how = { format: options.format, dtype: options.dtype ?? null, device: options.device };
          const result = await writeOutput(place, () =>
            job({ kind: 'export', model: reference, output: folder, temporary, ...how }, (event) => {
              if (output.json && (event.type === 'phase' || event.type === 'proof')) output.line(event);
            }),
          );
          output.result(result, () =>
            [...result.files.map(({ path, bytes }) => `${path}  ${showBytes(bytes)}`), `${output.style.good('proved')} ${result.proof.detail}`].join('\n'),
          );
          return undefined;
        }),
      );
  },
};
