/** A demo that went well, for tests to change. */
import type { DemoReportInput } from '../../src/report/demoReport.ts';
import { evalMetric, proofs, recipe, routedStep } from './support.ts';

export const demoInput: DemoReportInput = {
  base: { name: 'the starter model', parameters: 2_360_000 },
  conversion: {
    method: 'sparse-upcycling',
    experts: 4,
    topK: 2,
    parameters: { total: 6_500_000, active: 2_950_000 },
    receipt: { logitDifference: { max: 2.3e-7, mean: 1.1e-8 }, expectedIdentity: true, ok: true },
  },
  training: {
    recipe,
    rows: 1800,
    steps: [routedStep(1, [[1, 1, 1, 1]]), routedStep(2, [[2, 1, 1, 0]])],
    evaluations: [evalMetric(1, 6), evalMetric(2, 5)],
    proofs,
  },
  tasks: [
    { name: 'sort', rows: 64, before: 0, after: 1, sample: { prompt: 'order of 9, 6?', expected: 'order(6 < 9)', before: '6, 9', after: 'order(6 < 9)' } },
    { name: 'sum', rows: 80, before: 0.1, after: 0.9 },
  ],
  requiredGain: 0.3,
  expertLoad: {
    sort: [
      { layer: 0, load: [0.25, 0.25, 0.25, 0.25] },
      { layer: 1, load: [0.7, 0.1, 0.1, 0.1] },
    ],
    sum: [
      { layer: 0, load: [0.25, 0.25, 0.25, 0.25] },
      { layer: 1, load: [0.1, 0.1, 0.1, 0.7] },
    ],
  },
  exported: {
    result: {
      type: 'result',
      files: [
        { path: 'model.safetensors', bytes: 3 * 2 ** 20 },
        { path: 'config.json', bytes: 2 ** 20 },
      ],
      proof: {
        ok: true,
        reader: 'mixwright',
        maxLogitDifference: 0.0031,
        perExpertChange: [
          { layer: 0, expert: 0, change: 0.043, lost: 0 },
          { layer: 0, expert: 1, change: 0, lost: 0 },
        ],
        detail: '63 tensors as trained within bf16 rounding',
      },
    },
    verification: { ok: true, checks: [{ id: 'opens', ok: true, detail: 'config and 63 tensors read' }] },
  },
  timings: [
    { label: 'training', seconds: 71 },
    { label: 'export', seconds: 9 },
  ],
  machine: 'a test machine',
};
