/** What is small about the demo, said with its own numbers. */
import { formatCount, formatPercent, formatShortCount } from '../numbers.ts';

export interface DemoSize {
  readonly modelParameters: number;
  readonly rows: number;
  readonly steps: number;
  readonly tokens: number;
  /** Held-out rows of the task that has fewest. */
  readonly fewestRows: number;
  readonly seed: number;
}

export function limits({ modelParameters, rows, steps, tokens, fewestRows, seed }: DemoSize): readonly string[] {
  // Standard error of a share, largest at one half.
  const error = 0.5 / Math.sqrt(Math.max(1, fewestRows));
  return [
    `The model: ${formatShortCount(modelParameters)} parameters. The smallest models that people talk to have a hundred times as many. This one knows a few hundred words and the tasks above, nothing else.`,
    `The data: ${formatCount(rows)} rows made by a program, and the held-out questions come from the same program. Real data is messier; use "mixwright dataset check" on yours.`,
    'The lesson: the base could do these tasks already and learnt only the form of the answer. That is what fine-tuning does best, but it is not new knowledge.',
    `The training: ${formatCount(steps)} steps over ${formatShortCount(tokens)} tokens, one run, one seed (${seed}). Nothing here says how another seed would fare.`,
    `The test: with ${formatCount(fewestRows)} rows for a task, one row is worth ${formatPercent(1 / Math.max(1, fewestRows))}, and chance alone moves a result by up to ${formatPercent(error)} (one standard error).`,
    'The comparison: no dense fine-tuning was run beside it. The demo shows that every step of the way works and is checked, not that a mixture is the better choice for tasks this easy.',
  ];
}
