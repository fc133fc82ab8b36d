/** mixwright demo: the main job on the starter model, start to end. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DemoResult, runDemo } from '../../services/demo/demo.ts';
import { writeDemoReport } from '../../services/demo/demoReport.ts';
import { meanPoints } from '../../services/demo/exactMatch.ts';
import type { JobCommand } from '../../shared/jobs.ts';
import { type CliCommand, examples } from '../command.ts';
import { withStopSignals } from '../stopSignals.ts';
import { type Style, showCount, showSeconds, table } from '../style.ts';

/** Where the package's files lie, seen from the built command line. */
const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

export const demo: CliCommand = {
  register(program, run) {
    program
      .command('demo')
      .description(
        'The main job on the starter model that ships with Mixwright, in about two minutes: convert, train, evaluate, export, verify; its report.html shows what happened',
      )
      .addHelpText('after', examples('demo'))
      .action((_, command) =>
        run(command, async ({ output, options, services }) => {
          const directory = options.dataDir ?? join(packageRoot, '.mixwright-demo');
          let running: ((command: JobCommand) => void) | null = null;
          const demoRun = runDemo(await services(directory), {
            starter: join(packageRoot, 'resources', 'starter'),
            onStage: (stage) => output.text(`${output.style.bold('•')} ${stage}\n`),
            onEvent: output.event,
            onRunning({ command: send }) {
              running = send;
            },
          });
          const result = await withStopSignals({ onFirst: () => running?.('cancel') }, () => demoRun).finally(output.done);
          const report = await writeDemoReport(directory, result);
          output.result({ type: 'result', ...result, report }, () => describe(result, report, output.style));
          return result.ok ? 0 : 1;
        }),
      );
  },
};

function describe(result: DemoResult, report: string, style: Style): string {
  const percent = (right: number, total: number): string => `${Math.round((100 * right) / total)} %`;
  const tasks = result.after.map(({ task, right, total }, i) => {
    const first = result.before[i];
    return [task, percent(first?.right ?? 0, first?.total ?? 1), percent(right, total), favouriteExperts(result, task)];
  });
  const total = result.seconds.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    '',
    table([['task', 'before', 'after', 'experts it went to (by layer, share of tokens)'], ...tasks], style),
    '',
    `mean        ${meanPoints(result.before).toFixed(1)} → ${meanPoints(result.after).toFixed(1)} points (${result.gain >= 0 ? '+' : ''}${result.gain.toFixed(1)})`,
    `upcycling   logits differ by ${result.conversion.receipt.logitDifference.max.toExponential(1)} from the dense model`,
    `training    ${result.training.steps} steps, loss ${result.steps[0]?.loss.toFixed(3) ?? '-'} → ${result.steps.at(-1)?.loss.toFixed(3) ?? '-'}`,
    `export      ${result.exported}: ${result.export.proof.detail}`,
    `time        ${showSeconds(total)}`,
    `report      ${report}`,
    '',
    style.dim(
      `Small about it: a model of ${showCount(result.base.parameters)} parameters trained on a generated mini-language, and tasks made so that the change shows in a minute.`,
    ),
    result.ok ? style.good('The demo passed.') : style.error(`The demo failed: ${result.faults.join('; ')}.`),
  ].join('\n');
}

/** The expert each layer sent most of a task's tokens to, counted from 0 as checkpoints, report and app do. */
function favouriteExperts({ expertLoad }: DemoResult, task: string): string {
  return (expertLoad[task] ?? [])
    .map(({ load }) => {
      const most = Math.max(...load);
      return `${load.indexOf(most)} (${Math.round(100 * most)} %)`;
    })
    .join(', ');
}
