/** How the optimizer moved and how fast the machine was. */
import type { StepMetric } from '../../shared/run.ts';
import type { ChartBlock, ReportBlock } from '../report.ts';
import { points, series } from './learning.ts';

/** @param maxGradNorm where gradients are clipped; 0: nowhere. */
export function optimizerBlocks(steps: readonly StepMetric[], maxGradNorm: number): readonly ReportBlock[] {
  const clipping = maxGradNorm > 0 ? [{ value: maxGradNorm, label: `clipped to ${maxGradNorm}` }] : [];
  return [
    { ...half('Learning rate', 'rate'), series: [{ label: 'rate', points: points(steps, ({ learningRate }) => learningRate) }] },
    {
      ...half('Gradient norm', 'before clipping'),
      series: [
        series(
          'norm',
          points(steps, ({ gradNorm }) => gradNorm),
        ),
      ],
      references: clipping,
    },
    {
      ...half('Speed', 'tokens per second'),
      series: [
        series(
          'tokens per second',
          points(steps, ({ tokensPerSecond }) => tokensPerSecond),
        ),
      ],
    },
    {
      ...half('Time of a step', 'seconds'),
      series: [
        series(
          'seconds',
          points(steps, ({ seconds }) => seconds),
        ),
      ],
    },
  ];
}

function half(title: string, label: string): Omit<ChartBlock, 'series'> {
  return { type: 'chart', title, width: 'half', x: 'step', y: { label, unit: 'number', fromZero: true } };
}
