/** Charts that screens draw with. docs/design.md says when to use which; #/design shows them. */
export { placeOfStep, xColumn } from './axes.ts';
export { ChartToolbar } from './ChartToolbar.tsx';
export { ChartGroupProvider } from './chartGroup.ts';
export { ExpertShares } from './ExpertShares.tsx';
export { Heatmap } from './Heatmap.tsx';
export { Histogram } from './Histogram.tsx';
export { LineChart } from './LineChart.tsx';
export { Sparkline } from './Sparkline.tsx';
export { saveFile } from './saveFile.ts';
export type { ChartMark, ChartPoint, ChartSeries } from './series.ts';
export { useChartSettings } from './settings.ts';
export { TimeScrubber } from './TimeScrubber.tsx';
