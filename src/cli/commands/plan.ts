/** mixwright plan */
import { loadRecipe } from '../../services/recipes/recipes.ts';
import type { PlanReport } from '../../shared/jobs.ts';
import { type CliCommand, collect, examples } from '../command.ts';
import { type Style, showBytes, table } from '../style.ts';

export const plan: CliCommand = {
  register(program, run) {
    program
      .command('plan <recipe>')
      .description('Show what a recipe would train and how much memory it takes, allocating nothing')
      .option('--set <path=value>', 'change a field of the recipe, such as training.microBatch=2 (may be repeated)', collect)
      .option('--device <id>', 'plan for this device: an id that mixwright devices lists')
      .option('--tensors', 'list every tensor')
      .addHelpText('after', examples('plan recipe.json', 'plan recipe.json --set training.microBatch=8'))
      .action((file: string, options: { set?: readonly string[]; device?: string; tensors?: boolean }, command) =>
        run(command, async ({ output, services, job }) => {
          const { data } = await services();
          const { recipe, model } = await loadRecipe(data, file, { sets: withDevice(options) });
          const report = await job({ kind: 'plan', recipe, model, cacheDirectory: data.cache });
          output.result(report, () => describe(report, output.style, options.tensors ?? false));
          return undefined;
        }),
      );
  },
};

export function withDevice({ set = [], device }: { readonly set?: readonly string[]; readonly device?: string }): readonly string[] {
  return device === undefined ? set : [...set, `device=${device}`];
}

function describe({ trainable, frozen, memory, device, fits, ways }: PlanReport, style: Style, tensors: boolean): string {
  const bytesOf = (list: PlanReport['trainable']): number => list.reduce((sum, { bytes }) => sum + bytes, 0);
  const kinds = (['frozen', 'trained', 'optimizer', 'gradients', 'activations', 'scratch', 'total'] as const).map((kind) => [kind, showBytes(memory[kind])]);
  return [
    `trains ${trainable.length} tensors (${showBytes(bytesOf(trainable))}), keeps ${frozen.length} frozen (${showBytes(bytesOf(frozen))})`,
    ...(tensors
      ? [
          ...trainable.map(({ tensor, bytes }) => `  trained ${tensor} ${showBytes(bytes)}`),
          ...frozen.map(({ tensor, bytes }) => style.dim(`  frozen  ${tensor} ${showBytes(bytes)}`)),
        ]
      : []),
    table([['memory', ''], ...kinds], style),
    fits
      ? style.good(`fits on ${device.id}: ${showBytes(device.available)} free`)
      : style.error(`does not fit on ${device.id}: ${showBytes(device.available)} free, ${showBytes(memory.total - device.available)} too much`),
    ...ways.map(
      ({ change, memory: smaller, cost }) =>
        `  ${fits ? 'smaller' : smaller <= device.available ? style.good('fits   ') : 'smaller'} with ${change}: ${showBytes(smaller)} ${style.dim(`(${cost})`)}`,
    ),
  ].join('\n');
}
