/** mixwright runs [show | delete | export] */
import { resolve } from 'node:path';
import { Option as CliOption, type Command } from 'commander';
import { openTrash } from '../../services/directory/trash.ts';
import { deleteRun } from '../../services/runs/deleteRun.ts';
import { exportRun, type RunExport } from '../../services/runs/exportRun.ts';
import { findRun } from '../../services/runs/findRun.ts';
import { listRuns, showRun } from '../../services/runs/listRuns.ts';
import { removeRuns } from '../../services/runs/removeRuns.ts';
import { openSettings } from '../../services/settings.ts';
import { toErrorObject } from '../../shared/errors.ts';
import { type CliCommand, examples, type RunCommand } from '../command.ts';
import { table } from '../style.ts';

export const runs: CliCommand = {
  register(program, run) {
    const parent = program.command('runs').description('List runs; show, delete or export one');
    parent
      .addHelpText('after', examples('runs', 'runs show my-run', 'runs export my-run --format tensorboard -o ./logs'))
      .action((_, command) => run(command, list));
    parent
      .command('show <run>')
      .description('A run in full: status, losses, checkpoints; with --json recipe, evaluations and proofs too')
      .action((text: string, _: object, command) =>
        run(command, async ({ output, services }) => {
          const details = await showRun((await services()).data, text);
          output.result(details, () => {
            const { style } = output;
            return [
              `${style.bold(details.name)} (${details.id})  ${details.status}`,
              `step ${details.step}${details.totalSteps ? ` of ${details.totalSteps}` : ''}, loss ${details.loss?.toFixed(4) ?? '-'}, best evaluation ${details.bestLoss?.toFixed(4) ?? '-'}`,
              `folder ${details.directory}`,
              ...details.checkpoints.map(({ step, path, best }) => `checkpoint ${step}${best ? style.good(' best') : ''}  ${style.dim(path)}`),
              ...(details.error ? [style.error(`${details.error.code}: ${details.error.message}`)] : []),
              ...(details.report ? [`report ${details.report}`] : []),
            ].join('\n');
          });
          return undefined;
        }),
      );
    parent
      .command('delete <run>')
      .description('Move a run with its checkpoints to the trash; what was exported from it stays')
      .option('--for-good', 'delete it at once, past the trash')
      .addHelpText('after', examples('runs delete my-run', 'runs delete my-run --for-good'))
      .action((text: string, { forGood = false }: { forGood?: boolean }, command) =>
        run(command, async ({ output, services }) => {
          const { data } = await services();
          if (forGood) {
            const deleted = await deleteRun(data, text);
            output.result({ deleted, trash: null }, () => `deleted ${deleted} for good`);
            return undefined;
          }
          const deleted = (await findRun(data, text)).record.id;
          const trash = openTrash(data, openSettings(data, { warn: output.note }));
          const [entry] = await removeRuns(data, trash, [deleted]);
          output.result({ deleted, trash: entry }, () => `deleted ${deleted}; to have it back: mixwright trash restore ${entry}`);
          // Who never opens the app has nobody else to look.
          await trash.expire().catch((error: unknown) => output.note(`what is old in the trash is still there: ${toErrorObject(error).message}`));
          return undefined;
        }),
      );
    registerExport(parent, run);
  },
};

const list: Parameters<RunCommand>[1] = async ({ output, services }) => {
  const found = await listRuns((await services()).data);
  output.result({ runs: found }, () => {
    if (found.length === 0) return 'no runs yet; start one with: mixwright train RECIPE';
    const rows = found.map(({ id, status, methods, step, totalSteps, loss, createdAt }) => [
      id,
      status,
      methods.join('+'),
      `${step}/${totalSteps ?? '?'}`,
      loss?.toFixed(4) ?? '-',
      createdAt.slice(0, 16).replace('T', ' '),
    ]);
    return table([['run', 'status', 'method', 'step', 'loss', 'created'], ...rows], output.style);
  });
  return undefined;
};

function registerExport(parent: Command, run: RunCommand): void {
  parent
    .command('export <run>')
    .description('Write a run’s metrics for other programs')
    .addOption(new CliOption('--format <format>', 'for spreadsheets, or for TensorBoard').choices(['csv', 'tensorboard']).default('csv'))
    .requiredOption('-o, --output <path>', 'csv: the file to write; tensorboard: a log folder')
    .action((text: string, options: RunExport, command) =>
      run(command, async ({ output, services }) => {
        const result = await exportRun((await services()).data, text, { format: options.format, output: resolve(options.output) });
        output.result(result, () => result.files.map(({ path }) => path).join('\n'));
        return undefined;
      }),
    );
}
