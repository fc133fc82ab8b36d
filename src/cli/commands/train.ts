/** mixwright train */
import { loadRecipe } from '../../services/recipes/recipes.ts';
import { startTraining } from '../../services/runs/training.ts';
import { type CliCommand, collect, examples } from '../command.ts';
import { exampleRecipe } from '../glossary.ts';
import { followRun, tellEvent } from '../training.ts';
import { withDevice } from './plan.ts';

interface TrainOptions {
  readonly set?: readonly string[];
  readonly device?: string;
  readonly name?: string;
  readonly seed?: string;
  readonly printRecipe?: boolean;
}

export const train: CliCommand = {
  register(program, run) {
    program
      .command('train <recipe>')
      .description('Train as a recipe says; Ctrl-C saves and stops, a second one ends at once')
      .option('--set <path=value>', 'change a field of the recipe, such as training.steps=500 (may be repeated)', collect)
      .option('--device <id>', 'train on this device: an id that mixwright devices lists')
      .option('--name <name>', 'what to call the run; part of its id')
      .option('--seed <n>', 'the same as --set training.seed=N')
      .option('--print-recipe', 'print the resolved recipe, every default written out, and run nothing')
      .addHelpText('after', exampleRecipe)
      .addHelpText(
        'after',
        examples('train recipe.json', 'train recipe.json --set training.steps=500 --set methods.mixlora.rank=16', 'train recipe.json --print-recipe --json'),
      )
      .action((file: string, options: TrainOptions, command) =>
        run(command, async ({ output, services }) => {
          const opened = await services();
          const sets = [...withDevice(options), ...(options.seed === undefined ? [] : [`training.seed=${options.seed}`])];
          const loaded = await loadRecipe(opened.data, file, { sets });
          if (options.printRecipe) {
            output.result(loaded.recipe, () => JSON.stringify(loaded.recipe, null, 2));
            return undefined;
          }
          const started = await startTraining(opened, loaded, { onEvent: tellEvent(output), ...(options.name !== undefined && { name: options.name }) });
          return followRun(started, output);
        }),
      );
  },
};
