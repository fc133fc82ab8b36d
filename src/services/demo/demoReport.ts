/** The demo's report.html. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DemoReportInput, demoReport } from '../../report/demoReport.ts';
import { renderReport } from '../../report/renderReport.ts';
import { type DemoResult, requiredGain, upcycling } from './demo.ts';

/** @returns where it lies. */
export async function writeDemoReport(directory: string, result: DemoResult): Promise<string> {
  const path = join(directory, 'report.html');
  await writeFile(path, renderReport(demoReport(reportInput(result))));
  return path;
}

function reportInput(result: DemoResult): DemoReportInput {
  const { recipe, rows, steps, evaluations, proofs } = result;
  const share = ({ right, total }: DemoResult['after'][number]): number => right / Math.max(1, total);
  return {
    base: result.base,
    conversion: { ...upcycling, ...result.conversion },
    training: { recipe, rows, steps, evaluations, proofs: proofs as DemoReportInput['training']['proofs'] },
    tasks: result.after.map((score, i) => {
      const before = result.before[i] ?? score;
      const { prompt, answer, given } = score.sample;
      return {
        name: score.task,
        rows: score.total,
        before: share(before),
        after: share(score),
        sample: { prompt, expected: answer, before: before.sample.given, after: given },
      };
    }),
    requiredGain: requiredGain / 100,
    expertLoad: result.expertLoad,
    exported: { result: result.export, verification: result.verification },
    timings: result.seconds.map(({ stage, seconds }) => ({ label: stage, seconds })),
    machine: result.machine,
  };
}
