/** Charts that screens draw with. docs/design.md says when to use which; #/design shows them. */
export { axisLooks, placeOfStep, xColumn } from './axes.ts';
export { ChartToolbar, type ChartToolbarProps } from './ChartToolbar.tsx';
export { ChartGroupProvider } from './chartGroup.ts';
export { ExpertShares, type ExpertSharesProps } from './ExpertShares.tsx';
export { Heatmap, type HeatmapProps } from './Heatmap.tsx';
export { Histogram, type HistogramClass, type HistogramProps } from './Histogram.tsx';
export { LineChart, type LineChartProps } from './LineChart.tsx';
export { Sparkline, type SparklineProps } from './Sparkline.tsx';
export { saveFile } from './saveFile.ts';
export type { ChartMark, ChartPoint, ChartSeries } from './series.ts';
export { type ChartSettings, defaultChartSettings, useChartSettings, type XAxis, xAxes } from './settings.ts';
export { TimeScrubber, type TimeScrubberProps } from './TimeScrubber.tsx';
