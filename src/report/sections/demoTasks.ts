/** What the demo's model could do before and can do after, task by task. */
import { formatPercent, formatPoints } from '../numbers.ts';
import type { ReportBlock, ReportSection } from '../report.ts';
import { mean } from './mean.ts';
import { count, sentence } from './proofs.ts';

/** Shares of held-out rows answered exactly, 0..1. */
export interface DemoTask {
  readonly name: string;
  readonly rows: number;
  readonly before: number;
  readonly after: number;
  /** One of the rows. */
  readonly sample?: { readonly prompt: string; readonly expected: string; readonly before: string; readonly after: string };
}

/** @param requiredGain what the mean must gain, as a share. */
export function answersSection(tasks: readonly DemoTask[], requiredGain: number): ReportSection {
  return {
    title: 'Answers before and after',
    lead: 'An answer counts only when it equals the expected one character for character. The most likely token is taken each time; nothing is drawn by chance.',
    blocks: [taskBars(tasks), verdict(tasks, requiredGain), ...sampleTable(tasks)],
  };
}

function taskBars(tasks: readonly DemoTask[]): ReportBlock {
  return {
    type: 'bars',
    title: 'Held-out questions answered exactly',
    unit: 'percent',
    series: ['before training', 'after training'],
    groups: tasks.map(({ name, rows, before, after }) => ({ label: name, note: `${count(rows, 'row')}`, values: [before, after] })),
    max: 1,
  };
}

function verdict(tasks: readonly DemoTask[], requiredGain: number): ReportBlock {
  const gain = gainOf(tasks);
  const fallen = tasks.filter(({ before, after }) => after < before);
  const enough = gain >= requiredGain;
  const falls = fallen.map(({ name, before, after }) => `${name} fell from ${formatPercent(before)} to ${formatPercent(after)}`);
  return {
    type: 'proof',
    title: 'The training was worth it',
    ok: enough && fallen.length === 0,
    detail: sentence(
      [enough ? 'the mean gained what was required' : 'the mean gained too little', ...(falls.length > 0 ? falls : ['no task fell'])].join('; '),
    ),
    facts: [
      { label: 'Gain of the mean', value: formatPoints(gain) },
      { label: 'Required', value: formatPoints(requiredGain) },
    ],
  };
}

export function gainOf(tasks: readonly DemoTask[]): number {
  return mean(tasks.map(({ after }) => after)) - mean(tasks.map(({ before }) => before));
}

function sampleTable(tasks: readonly DemoTask[]): readonly ReportBlock[] {
  const rows = tasks.flatMap(({ name, sample }) => (sample ? [[name, sample.prompt, sample.before, sample.after, sample.expected]] : []));
  if (rows.length === 0) return [];
  const columns = ['Task', 'Question', 'Answer before', 'Answer after', 'Expected'].map((label) => ({ label }));
  return [{ type: 'table', title: 'One question of each task', columns, rows }];
}
