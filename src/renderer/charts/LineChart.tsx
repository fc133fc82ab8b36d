/**
 * Curves of any length over step, tokens or time. recharts lays the chart out and draws axes and grid; the curves, two paths each
 * whatever their length, are drawn over its scales by CurveLayer, since recharts takes long for many points. Pointer and zoom are
 * shared by the charts of a group.
 */
import { IconCamera, IconChartLine, IconDots, IconDownload, IconZoomIn, IconZoomOut, IconZoomReset } from '@tabler/icons-react';
import { memo, type ReactNode, useDeferredValue, useRef } from 'react';
import { CartesianGrid, LineChart as Recharts, XAxis, YAxis } from 'recharts';
import { MenuButton } from '../components/Button.tsx';
import { EmptyState } from '../components/States.tsx';
import { seriesColours, seriesDashes } from '../design/palettes.ts';
import { useScheme } from '../design/useDesign.ts';
import { formatNumber } from '../format/index.ts';
import { axisLooks } from './axes.ts';
import { ChartKeys } from './ChartKeys.tsx';
import { type ChartGroup, useChartGroup, useZoom } from './chartGroup.ts';
import { chartMoves } from './chartMoves.ts';
import { Legend } from './Legend.tsx';
import classes from './LineChart.module.css';
import { CrosshairLayer } from './layers/CrosshairLayer.tsx';
import { CurveLayer } from './layers/CurveLayer.tsx';
import { MarkLayer } from './layers/MarkLayer.tsx';
import { curvesToCsv } from './math/csv.ts';
import { padded, type Range, xExtent, yExtent } from './math/extent.ts';
import { linearTicks, logTicks } from './math/ticks.ts';
import { saveFile } from './saveFile.ts';
import { savePng } from './savePng.ts';
import type { ChartMark, ChartSeries } from './series.ts';
import type { ChartSettings } from './settings.ts';
import { useFrozen } from './useFrozen.ts';
import { useWidth } from './useWidth.ts';

export interface LineChartProps {
  readonly title: string;
  readonly unit?: string;
  /** At most 6. */
  readonly series: readonly ChartSeries[];
  /** Counts up when columns grew: nothing else tells, since they are not React state. */
  readonly version: number;
  readonly settings: ChartSettings;
  /** Resumptions and the like, as dashed lines. */
  readonly marks?: readonly ChartMark[];
  readonly format?: (value: number) => string;
  /** Pixels. */
  readonly height?: number;
  /** A name for saved files; the title unless told. */
  readonly fileName?: string;
  /** What is waited for while there is no point yet. */
  readonly emptyText?: string;
  /** Smoothing is for noisy curves; false draws the values themselves. */
  readonly smooth?: boolean;
}

/** Pixels left of the plot, for the ticks' words. */
const leftMargin = 52;
/** Pixels that a title and two series beside it need. */
const besideWidth = 560;

export function LineChart({
  title,
  unit,
  series,
  version,
  settings,
  marks = [],
  format = formatNumber,
  height = 220,
  fileName = title,
  emptyText,
  smooth = true,
}: LineChartProps): ReactNode {
  const group = useChartGroup();
  const zoom = useZoom(group);
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  const shown = useFrozen(figure, version);
  const axis = axisLooks[settings.x];
  const columns = series.map(withPoints);
  const extent = xExtent(columns);
  const full: Range | null = extent && extent[0] === extent[1] ? [extent[0] - 1, extent[1] + 1] : extent;
  const moves = chartMoves(
    group,
    columns.map(({ x }) => x),
    full ?? [0, 1],
  );
  // Drawn when there is time: input and animation come first.
  const plot = useDeferredValue<PlotProps | null>(
    full && {
      group,
      series,
      version: shown,
      settings: smooth ? settings : { ...settings, smoothing: 0 },
      marks,
      format,
      width,
      height,
      range: zoom ?? full,
    },
  );
  const fullName = unit ? `${title} (${unit})` : title;

  const wide = zoom ? null : 'Everything is shown';
  const items = [
    { label: 'Zoom in', icon: IconZoomIn, keys: '+', onClick: moves.zoomIn },
    { label: 'Zoom out', icon: IconZoomOut, keys: '−', refusal: wide, onClick: moves.zoomOut },
    { label: 'Show everything', icon: IconZoomReset, keys: '0', refusal: wide, onClick: moves.showEverything },
    { label: 'Save as PNG', icon: IconCamera, separate: full !== null, onClick: () => savePng(figure.current, `${fileName}.png`, fullName) },
    {
      label: 'Save data as CSV',
      icon: IconDownload,
      onClick: () => saveFile(`${fileName}.csv`, 'text/csv', curvesToCsv(axis.label, series.flatMap(csvCurves))),
    },
  ];
  const rows = series.length > 2 || (series.length === 2 && width < besideWidth);
  const legend = <Legend group={group} series={series} version={shown} format={format} axis={axis} rows={rows} />;
  return (
    <figure ref={figure} className={classes.chart} aria-label={fullName}>
      <figcaption className={classes.caption}>
        <h3 className={classes.title}>
          {title}
          {unit ? <span className={classes.unit}> {unit}</span> : null}
        </h3>
        {rows ? <span className={classes.legend} /> : legend}
        <MenuButton label={`Zoom or save ${title}`} icon={IconDots} items={full ? items : items.slice(3)} />
      </figcaption>
      {rows ? legend : null}
      <div className={classes.plot} style={{ height }}>
        {full === null || plot === null ? (
          <EmptyState icon={IconChartLine} title={emptyText ?? 'No values yet'} compact />
        ) : width === 0 ? null : (
          <ChartKeys label={fullName} group={group} moves={moves} series={series} axis={axis} format={format} full={full}>
            <Plot {...plot} />
          </ChartKeys>
        )}
      </div>
    </figure>
  );
}

interface PlotProps {
  readonly group: ChartGroup;
  readonly series: readonly ChartSeries[];
  readonly version: number;
  readonly settings: ChartSettings;
  readonly marks: readonly ChartMark[];
  readonly format: (value: number) => string;
  readonly width: number;
  readonly height: number;
  readonly range: Range;
}

/** Drawn anew when something of it changed; not when the pointer moves, and not for new arrays of the same columns. */
const Plot = memo(function Plot({ group, series, settings, marks, format, width, height, range, version }: PlotProps): ReactNode {
  const scheme = useScheme();
  const axis = axisLooks[settings.x];
  const columns = Math.max(2, Math.floor((width - leftMargin) / 84));
  const also = series.flatMap(({ points = [] }) => points.filter(({ x }) => x >= range[0] && x <= range[1]).map(({ y }) => y));
  const extent = yExtent(series, range, { clip: settings.clip, log: settings.log, also });
  const domain = padded(extent ?? [0, 1], settings.log && extent !== null);
  const log = settings.log && extent !== null;
  const yCount = Math.max(2, Math.floor(height / 44));
  const colours = seriesColours[scheme];
  const colourOf = (item: ChartSeries, i: number): string => colours[(item.colour ?? i) % colours.length] as string;
  return (
    <Recharts width={width} height={height} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
      <CartesianGrid stroke="var(--mw-border)" vertical={false} syncWithTicks />
      <XAxis
        dataKey="x"
        type="number"
        domain={[range[0], range[1]]}
        allowDataOverflow
        ticks={[...axis.ticks(range, columns)]}
        tickFormatter={(value: number) => axis.format(value)}
        interval="preserveStartEnd"
        tick={{ fill: 'var(--mw-text-faint)', fontSize: 11 }}
        tickLine={false}
        axisLine={{ stroke: 'var(--mw-border-strong)' }}
        height={24}
      />
      <YAxis
        type="number"
        scale={log ? 'log' : 'linear'}
        domain={[domain[0], domain[1]]}
        allowDataOverflow
        ticks={[...(log ? logTicks(domain, yCount) : linearTicks(domain, yCount))]}
        tickFormatter={(value: number) => format(value)}
        interval={0}
        tick={{ fill: 'var(--mw-text-faint)', fontSize: 11 }}
        tickLine={false}
        axisLine={false}
        width={leftMargin}
      />
      <MarkLayer marks={marks} range={range} />
      {series.map((item, i) => (
        <CurveLayer
          key={item.id}
          series={item}
          version={version}
          range={range}
          domain={domain}
          log={log}
          colour={colourOf(item, i)}
          dash={seriesDashes[item.colour ?? i] ?? ''}
          smoothing={settings.smoothing}
          crowded={series.length > 1}
        />
      ))}
      <CrosshairLayer group={group} series={series} range={range} domain={domain} log={log} colourOf={colourOf} />
    </Recharts>
  );
}, samePlot);

/** The format is taken to stay what it is: callers write it as a new arrow function each time. */
function samePlot(a: PlotProps, b: PlotProps): boolean {
  const keys = ['group', 'version', 'width', 'height'] as const;
  return keys.every((key) => a[key] === b[key]) && a.series.every((item, i) => item.x.buffer === b.series[i]?.x.buffer) && plainOf(a) === plainOf(b);
}

function plainOf({ range, settings, marks, series }: PlotProps): string {
  return JSON.stringify([range, settings, marks, series.map(({ id, points, colour }) => [id, points?.length, colour])]);
}

/** A series' single values count for the extent too. */
function withPoints({ x, y, points = [] }: ChartSeries): { readonly x: Float64Array; readonly y: Float64Array } {
  const last = points.at(-1);
  return x.length > 0 || !last ? { x, y } : { x: Float64Array.from(points, (point) => point.x), y: Float64Array.from(points, (point) => point.y) };
}

function csvCurves({ label, x, y, points = [] }: ChartSeries): readonly { readonly label: string; readonly x: Float64Array; readonly y: Float64Array }[] {
  const evaluations = { label: `${label} (evaluation)`, x: Float64Array.from(points, (point) => point.x), y: Float64Array.from(points, (point) => point.y) };
  return [...(x.length > 0 ? [{ label, x, y }] : []), ...(points.length > 0 ? [evaluations] : [])];
}
