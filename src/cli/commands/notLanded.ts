/** Commands that CLI.md promises and that have not landed: they say so, with the promised status. */
import { MixwrightError } from '../../shared/errors.ts';
import type { CliCommand } from '../command.ts';

function notLanded(usage: string, description: string, instead: string): CliCommand {
  return {
    register(program, run) {
      program
        .command(usage)
        .description(`${description} (not available yet)`)
        .allowUnknownOption()
        .allowExcessArguments()
        .action((...given: readonly unknown[]) =>
          run(given.at(-1) as Parameters<typeof run>[0], async () => {
            throw new MixwrightError('NOT_AVAILABLE', `"mixwright ${usage.split(' ')[0]}" has not landed yet`, { hint: instead });
          }),
        );
    },
  };
}

export const pull = notLanded('pull [name]', 'Download a model or dataset from the Hub', 'download the folder yourself and name it by its path');
