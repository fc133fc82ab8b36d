/** What train and resume share: the run told as JSONL or as lines for people, and Ctrl-C that saves. */

import type { TrainingRun } from '../services/runs/training.ts';
import type { JobEvent } from '../shared/jobs.ts';
import type { RunResult, StepMetric } from '../shared/run.ts';
import type { ExitStatus } from './command.ts';
import type { Output } from './output.ts';
import { withStopSignals } from './stopSignals.ts';
import { showBytes } from './style.ts';

/** Told by `train --json`: everything but progress. */
export function tellEvent(output: Output): (event: JobEvent) => void {
  let lastStep = 0;
  return (event) => {
    if (output.json) {
      if (event.type !== 'progress' && event.type !== 'token') output.line(event);
      else output.event(event);
      return;
    }
    output.event(event);
    if (event.type === 'step' && shouldShow(event, lastStep)) {
      lastStep = performance.now();
      output.text(`${describeStep(event)}\n`);
    } else if (event.type === 'eval') {
      output.text(
        `${output.style.bold(`step ${event.step}`)} evaluation: loss ${event.loss.toFixed(4)}, perplexity ${event.perplexity.toFixed(2)}${event.best ? output.style.good(' (best)') : ''}\n`,
      );
    } else if (event.type === 'sample') {
      output.text(`${output.style.dim(`step ${event.step} > ${event.prompt}`)}\n${event.text}${event.end === 'length' ? output.style.dim(' …') : ''}\n`);
    } else if (event.type === 'proof') {
      output.text(`${event.ok ? output.style.good('proved') : output.style.error('failed')} ${event.proof}: ${event.detail}\n`);
    } else if (event.type === 'resumed') {
      output.text(`resumed at step ${event.step}${event.dropped > 0 ? `; ${event.dropped} records beyond the checkpoint are computed again` : ''}\n`);
    } else if (event.type === 'checkpoint') {
      output.text(output.style.dim(`saved ${event.path}\n`));
    }
  };
}

export async function followRun(run: TrainingRun, output: Output): Promise<ExitStatus> {
  output.line({ type: 'run', id: run.id, directory: run.directory });
  output.text(`run ${output.style.bold(run.id)}\n`);
  const handlers = {
    onFirst() {
      output.note('stopping: saving after this step (Ctrl-C again ends without saving)');
      run.command('stop');
    },
    onNext: () => run.command('cancel'),
  };
  const result = await withStopSignals(handlers, () => run.result).finally(output.done);
  if (output.json) output.line(result);
  else output.text(`${describeResult(result, run, output)}\n`);
  return result.status === 'done' ? 0 : 130;
}

const showEveryMilliseconds = 1000;

/** The first steps, then one a second: a tiny model makes many. */
function shouldShow({ step }: StepMetric, lastShown: number): boolean {
  return step <= 3 || performance.now() - lastShown >= showEveryMilliseconds;
}

function describeStep({ step, loss, auxLoss, learningRate, gradNorm, tokensPerSecond, routers }: StepMetric): string {
  const auxiliary = Object.entries(auxLoss ?? {}).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  const worst = routers && routers.length > 0 ? [`maxVio ${Math.max(...routers.map(({ maxViolation }) => maxViolation)).toFixed(2)}`] : [];
  return [
    `step ${String(step).padStart(5)}`,
    `loss ${loss.toFixed(4)}`,
    ...auxiliary,
    ...worst,
    `rate ${learningRate.toExponential(2)}`,
    `norm ${gradNorm.toFixed(2)}`,
    `${Math.round(tokensPerSecond)} tokens/s`,
  ].join('  ');
}

function describeResult({ status, steps, bestLoss, finalLoss, peakMemoryBytes, model }: RunResult, run: TrainingRun, { style }: Output): string {
  const lines = [
    status === 'done' ? style.good(`done after ${steps} steps`) : style.warning(`${status} after ${steps} steps; go on with: mixwright resume ${run.id}`),
    ...(finalLoss === null ? [] : [`loss        ${finalLoss.toFixed(4)}${bestLoss === null ? '' : `, best evaluation ${bestLoss.toFixed(4)}`}`]),
    `peak memory ${showBytes(peakMemoryBytes)}`,
    `checkpoint  ${model || '-'}`,
    `report      ${run.directory}/report.html`,
  ];
  return lines.join('\n');
}
